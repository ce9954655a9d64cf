import assert from "node:assert/strict";
import { test } from "node:test";
import { ClosingHandshake } from "./closing-handshake.ts";

const limits = { closeTimeoutMs: 5000, lingerTimeoutMs: 2000 };
const ours = { code: 1000, reason: "" };
const theirs = { code: 4000, reason: "x" };
const NEVER = Number.POSITIVE_INFINITY;

test("edge 75, §7.1.1: a server ends TCP when both Closes are through, in either order", () => {
  const first = new ClosingHandshake("server", limits);
  first.send(ours, 0);
  assert.equal(first.transport, "keep");
  first.receive(theirs, 1);
  assert.equal(first.transport, "finish");
  const second = new ClosingHandshake("server", limits);
  second.receive(theirs, 0);
  assert.equal(second.transport, "keep", "not before the answer is queued");
  second.send(ours, 0);
  assert.equal(second.transport, "finish");
});

test("edge 75, §7.1.1: a client waits lingerTimeoutMs for the server to end TCP, to the millisecond", () => {
  const handshake = new ClosingHandshake("client", limits);
  handshake.send(ours, 100);
  handshake.receive(theirs, 200);
  assert.deepEqual([handshake.transport, handshake.nextDeadline], ["keep", 2200]);
  assert.equal(handshake.expire(2199), false);
  assert.equal(handshake.transport, "keep");
  assert.equal(handshake.expire(2200), false);
  assert.deepEqual([handshake.transport, handshake.nextDeadline], ["finish", 5100]);
});

test("pinned: a linger time of 0 does not wait for the server", () => {
  const handshake = new ClosingHandshake("client", { ...limits, lingerTimeoutMs: 0 });
  handshake.receive(theirs, 7);
  handshake.send(ours, 7);
  assert.equal(handshake.transport, "finish");
});

test("edge 76: closeTimeoutMs runs from our Close, and from it only", () => {
  const handshake = new ClosingHandshake("server", limits);
  handshake.send(ours, 10);
  assert.equal(handshake.nextDeadline, 5010);
  handshake.receive(theirs, 4000);
  assert.equal(handshake.nextDeadline, 5010);
  assert.equal(handshake.expire(5009), false);
  assert.equal(handshake.expire(5010), true);
});

test("edge 76: a failure after our Close does not give the peer more time", () => {
  const handshake = new ClosingHandshake("server", limits);
  handshake.send(ours, 10);
  handshake.fail("reserved-opcode", 3000);
  assert.deepEqual([handshake.nextDeadline, handshake.transport], [5010, "finish"]);
});

test("a closeTimeoutMs of 0 waits for ever", () => {
  const handshake = new ClosingHandshake("server", { ...limits, closeTimeoutMs: 0 });
  handshake.send(ours, 10);
  assert.equal(handshake.nextDeadline, NEVER);
  assert.equal(handshake.expire(1e12), false);
});

test("§7.1.5, §7.1.7: who was first, what was the cause: the first answer stays", () => {
  const local = new ClosingHandshake("client", limits);
  local.send(ours, 0);
  local.receive(theirs, 0);
  assert.equal(local.result.first, "local");
  const remote = new ClosingHandshake("client", limits);
  remote.receive(theirs, 0);
  remote.send(theirs, 0);
  assert.equal(remote.result.first, "remote");
  const failed = new ClosingHandshake("client", limits);
  failed.fail("reserved-opcode", 0);
  failed.fail("text-not-utf8", 0);
  failed.abort("close-timeout");
  assert.equal(failed.result.cause?.id, "reserved-opcode");
  assert.equal(failed.result.first, "local");
});

test("edge 77: the end of TCP without anything is nobody's doing, and has no second end", () => {
  const handshake = new ClosingHandshake("server", limits);
  handshake.transportEnded();
  assert.deepEqual([handshake.state, handshake.result.first, handshake.result.code], ["closed", undefined, 1006]);
  handshake.fail("text-not-utf8", 0);
  handshake.abort("close-timeout");
  handshake.transportEnded();
  assert.equal(handshake.result.cause?.id, "no-close-frame");
  assert.deepEqual([handshake.transport, handshake.nextDeadline], ["finish", NEVER]);
});

test("abort by our caller has no cause; after it TCP is to be destroyed", () => {
  const handshake = new ClosingHandshake("server", limits);
  handshake.send(ours, 0);
  handshake.abort(undefined);
  assert.deepEqual([handshake.state, handshake.transport, handshake.result.cause], ["closed", "abort", undefined]);
  assert.equal(handshake.nextDeadline, NEVER);
});
