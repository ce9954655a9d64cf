/** Deadlines of a connection: heartbeat, message timeout, closing handshake, linger. All time is given, none passes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatHex, joinBytes, parseHex, RecordEvents } from "@longwire/testkit";
import { type Limits, serverLimits } from "../limits.ts";
import { Connection, type ConnectionOptions } from "./connection.ts";

const NEVER = Number.POSITIVE_INFINITY;
const limits: Limits = { ...serverLimits, pingIntervalMs: 100, pongTimeoutMs: 40, messageTimeoutMs: 30 };
const quiet: Limits = { ...limits, pingIntervalMs: 0 };

function client(options: Partial<ConnectionOptions> = {}): Connection {
  return new Connection({
    role: "client",
    handler: new RecordEvents(),
    now: 0,
    nextMaskingKey: () => 0,
    limits,
    ...options,
  });
}

function output(connection: Connection): string {
  return formatHex(joinBytes(connection.takeOutput()));
}

const PING = "89 80 00 00 00 00";

test("§5.5.2: a Ping after pingIntervalMs of silence, a failure pongTimeoutMs later, each to the millisecond", () => {
  const connection = client();
  assert.equal(connection.nextDeadline(), 100);
  connection.expire(99);
  assert.equal(output(connection), "");
  connection.expire(100);
  assert.equal(output(connection), PING);
  assert.equal(connection.nextDeadline(), 140);
  connection.expire(139);
  assert.equal(connection.state, "open");
  connection.expire(140);
  assert.equal(connection.closeResult.cause?.id, "pong-timeout");
  assert.match(output(connection), /^88 /);
});

test("§5.5.2: any byte from the peer is a sign of life, even part of a header", () => {
  const connection = client({ limits: { ...limits, messageTimeoutMs: 0 } });
  connection.expire(100);
  connection.receive(parseHex("82"), 139);
  connection.expire(238);
  assert.equal(connection.state, "open");
  assert.equal(output(connection), PING);
  connection.expire(239);
  assert.equal(output(connection), PING);
});

test("an empty part is no sign of life", () => {
  const connection = client();
  connection.receive(new Uint8Array(0), 90);
  assert.equal(connection.nextDeadline(), 100);
});

test("pingJitter moves the interval within ±10 %", () => {
  for (const [pingJitter, deadline] of [
    [-1, 90],
    [-0.5, 95],
    [0, 100],
    [1, 110],
  ] as const) {
    assert.equal(Math.round(client({ pingJitter }).nextDeadline()), deadline);
  }
});

test("pingIntervalMs 0 switches the heartbeat off", () => {
  const connection = client({ limits: quiet });
  assert.equal(connection.nextDeadline(), NEVER);
  connection.expire(1e9);
  assert.equal(output(connection), "");
});

test("§5.5.2: while output waits no Ping is sent, and a Ping that was not sent is not held against the peer", () => {
  const connection = client();
  connection.sendText("a");
  connection.expire(100);
  for (let now = 100; now < 1000; now += 10) connection.expire(now);
  assert.equal(connection.state, "open", "a peer that only reads is not gone");
  connection.takeOutput();
  const due = connection.nextDeadline();
  connection.expire(due);
  assert.equal(output(connection), PING);
});

test("output that the peer takes is a sign of life", () => {
  const connection = client();
  connection.expire(100);
  connection.takeOutput();
  connection.peerTookOutput(139);
  assert.equal(connection.nextDeadline(), 239);
});

test("a pause stops the heartbeat; after it the silence is counted anew", () => {
  const connection = client();
  connection.expire(100);
  connection.takeOutput();
  connection.pause(110);
  assert.equal(connection.nextDeadline(), NEVER);
  connection.expire(10_000);
  assert.equal(connection.state, "open");
  connection.resume(10_000);
  assert.equal(connection.nextDeadline(), 10_100);
});

test("§10.4: messageTimeoutMs from the first byte of a message to its last, to the millisecond", () => {
  for (const begun of ["82", "82 02", "82 02 61", "02 01 61", "02 00", "89 02 61"]) {
    const connection = client({ limits: quiet });
    connection.receive(parseHex(begun), 1000);
    assert.equal(connection.nextDeadline(), 1030, begun);
    connection.expire(1029);
    assert.equal(connection.state, "open");
    connection.expire(1030);
    assert.equal(connection.closeResult.cause?.id, "message-timeout");
    assert.match(output(connection), /^88 .* 03 f0 /);
  }
});

test("§10.4: bytes that drip in do not move the deadline of a message", () => {
  const connection = client({ limits: quiet });
  connection.receive(parseHex("02 00"), 0);
  for (let now = 1; now < 30; now += 1) connection.receive(parseHex("00 00"), now);
  assert.equal(connection.nextDeadline(), 30);
  const header = client({ limits: quiet });
  for (const [now, byte] of parseHex("82 7f 00 00 00 00").entries()) header.receive(Uint8Array.of(byte), now);
  assert.equal(header.nextDeadline(), 30);
  const control = client({ limits: quiet });
  control.receive(parseHex("89 7d"), 0);
  for (let now = 1; now < 30; now += 1) control.receive(parseHex("61"), now);
  assert.equal(control.nextDeadline(), 30);
});

test("§10.4: a control frame in between does not move the deadline of a message", () => {
  const connection = client({ limits: quiet });
  connection.receive(parseHex("02 00"), 0);
  connection.receive(parseHex("89 00"), 10);
  assert.equal(connection.nextDeadline(), 30);
});

test("§10.4: every message has its own time: many in a row that are cut anywhere are not one slow message", () => {
  const connection = client({ limits: quiet });
  const stream = joinBytes(Array.from({ length: 100 }, () => parseHex("82 04 61 62 63 64")));
  // Five bytes every 10 ms: each message takes at most 20 ms, and no part ends where a message does.
  connection.receive(stream.subarray(0, 3), 0);
  for (let at = 3, now = 10; at + 6 < stream.length; at += 6, now += 10) {
    connection.receive(stream.subarray(at, at + 6), now);
    connection.expire(now);
    assert.equal(connection.state, "open", `at ${now} ms`);
    assert.equal(connection.nextDeadline(), now + 30);
  }
});

test("a complete message leaves no deadline; messageTimeoutMs 0 sets none", () => {
  const connection = client({ limits: quiet });
  connection.receive(parseHex("02 01 61"), 0);
  connection.receive(parseHex("80 01 62"), 29);
  assert.equal(connection.nextDeadline(), NEVER);
  const patient = client({ limits: { ...quiet, messageTimeoutMs: 0 } });
  patient.receive(parseHex("02 01 61"), 0);
  assert.equal(patient.nextDeadline(), NEVER);
});

test("pinned: a pause gives an unfinished message its whole time anew", () => {
  const connection = client({ limits: quiet });
  connection.receive(parseHex("02 01 61"), 0);
  connection.pause(20);
  assert.equal(connection.nextDeadline(), NEVER);
  connection.expire(1000);
  assert.equal(connection.state, "open");
  connection.resume(1000);
  assert.equal(connection.nextDeadline(), 1030);
});

test("the earlier of two deadlines rules", () => {
  const connection = client();
  connection.receive(parseHex("82"), 50);
  assert.equal(connection.nextDeadline(), 80);
});

test("edge 76, §7.1.7: no answer to our Close within closeTimeoutMs: TCP is destroyed, code 1006", () => {
  for (const role of ["client", "server"] as const) {
    const connection = client({ role });
    connection.close(1000, "", 10);
    assert.equal(connection.nextDeadline(), 5010);
    connection.expire(5009);
    assert.equal(connection.state, "closing");
    connection.expire(5010);
    const { code, wasClean, cause, first } = connection.closeResult;
    assert.deepEqual([connection.state, connection.transport, code, wasClean], ["closed", "abort", 1006, false]);
    assert.deepEqual([cause?.id, first], ["close-timeout", "local"]);
    assert.equal(connection.nextDeadline(), NEVER);
  }
});

test("edge 76: a pause does not stop the close timeout", () => {
  const connection = client();
  connection.pause(0);
  connection.close(1000, "", 10);
  assert.equal(connection.nextDeadline(), 5010);
});

test("§7.1.4: both Closes are through and only TCP does not end: destroyed in time, and still a clean close", () => {
  for (const role of ["client", "server"] as const) {
    const connection = client({ role });
    connection.receive(parseHex(role === "server" ? "88 82 00 00 00 00 03 e8" : "88 02 03 e8"), 0);
    while (connection.state !== "closed") {
      assert.ok(connection.nextDeadline() <= 5000, "it ends");
      connection.expire(connection.nextDeadline());
    }
    const { code, wasClean, cause } = connection.closeResult;
    assert.deepEqual([connection.transport, code, wasClean, cause], ["abort", 1000, true, undefined]);
  }
});

test("edge 75, §7.1.1: a client ends TCP itself after lingerTimeoutMs", () => {
  const connection = client();
  connection.receive(parseHex("88 02 03 e8"), 100);
  assert.deepEqual([connection.transport, connection.nextDeadline()], ["keep", 2100]);
  connection.expire(2099);
  assert.equal(connection.transport, "keep");
  connection.expire(2100);
  assert.deepEqual([connection.transport, connection.state, connection.nextDeadline()], ["finish", "closing", 5100]);
});

test("§7.1.7: a failed connection ends within closeTimeoutMs too, its cause unchanged", () => {
  const connection = client();
  connection.receive(parseHex("83 00"), 100);
  assert.deepEqual([connection.transport, connection.nextDeadline()], ["finish", 5100]);
  connection.expire(5100);
  assert.deepEqual([connection.state, connection.transport], ["closed", "abort"]);
  assert.equal(connection.closeResult.cause?.id, "reserved-opcode");
});

test("no heartbeat and no message timeout once a close has begun", () => {
  const connection = client();
  connection.receive(parseHex("02 01 61"), 0);
  connection.close(1000, "", 0);
  connection.takeOutput();
  connection.expire(4999);
  assert.deepEqual([connection.state, connection.closeResult.cause, output(connection)], ["closing", undefined, ""]);
});
