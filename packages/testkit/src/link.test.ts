import assert from "node:assert/strict";
import { test } from "node:test";
import { Link } from "./link.ts";
import { SeededRandom } from "./seeded-random.ts";
import { VirtualClock } from "./virtual-clock.ts";

function setup(seed: number, maxDelayMs = 0): { clock: VirtualClock; link: Link } {
  const clock = new VirtualClock();
  return { clock, link: new Link({ clock, random: new SeededRandom(seed), maxDelayMs, maxPartBytes: 5 }) };
}

test("what one end sends arrives at the other, in order, after its delay", () => {
  const { clock, link } = setup(1, 50);
  for (const text of ["one", "two", "three"]) {
    link.client.connection.sendText(text);
    link.flush();
  }
  assert.deepEqual(link.server.events.log, []);
  clock.advance(50);
  assert.deepEqual(link.server.events.log, ['text "one"', 'text "two"', 'text "three"']);
});

test("RFC 6455 §7.1: a close runs to its end: both Closes, then TCP, by the server first", () => {
  const { clock, link } = setup(2, 10);
  link.client.connection.close(1000, "done", clock.now);
  link.flush();
  clock.runToEnd(1000);
  for (const { connection } of [link.client, link.server]) {
    assert.deepEqual([connection.state, connection.closeResult.wasClean], ["closed", true]);
  }
  assert.ok(clock.now < 100, "nobody had to wait for a deadline");
});

test("RFC 6455 §5.5.2: the timers of both ends run: an idle link lives by its Pings", () => {
  const { clock, link } = setup(3, 10);
  clock.advance(120_000);
  assert.deepEqual([link.client.connection.state, link.server.connection.state], ["open", "open"]);
  assert.ok(link.client.events.log.length + link.server.events.log.length >= 4);
});

test("a silent direction: the other end finds out by its heartbeat", () => {
  const { clock, link } = setup(4);
  link.silence("client");
  clock.runToEnd(60_000);
  assert.equal(link.server.connection.closeResult.cause?.id, "pong-timeout");
  assert.equal(link.server.connection.state, "closed");
});

test("a link that is lost closes both ends with 1006, and what was on its way is lost", () => {
  const { clock, link } = setup(5, 100);
  link.client.connection.sendText("lost");
  link.flush();
  link.lose();
  clock.runToEnd(1000);
  assert.deepEqual(link.server.events.log, []);
  for (const { connection } of [link.client, link.server]) assert.equal(connection.closeResult.code, 1006);
});

test("an abort reaches the other end as the end of TCP", () => {
  const { clock, link } = setup(6, 10);
  link.server.connection.abort();
  link.flush();
  clock.runToEnd(1000);
  assert.deepEqual([link.client.connection.state, link.client.connection.closeResult.code], ["closed", 1006]);
});

test("the same seed gives the same run", () => {
  const run = (seed: number): unknown => {
    const { clock, link } = setup(seed, 30);
    for (let i = 0; i < 20; i += 1) {
      link.client.connection.sendBinary(new Uint8Array(i));
      link.server.connection.ping(Uint8Array.of(i));
      link.flush();
      clock.advance(7);
    }
    link.server.connection.close(1001, "", clock.now);
    link.flush();
    clock.runToEnd(60_000);
    return [link.client.events.log, link.server.events.log, link.client.sent, link.server.sent, clock.now];
  };
  assert.deepEqual(run(8), run(8));
  assert.notDeepEqual(run(8), run(9));
});
