import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { firstWaitMs, longestWaitMs } from "./backoff.ts";
import {
  attemptTimeoutMs,
  Connection,
  type ConnectionState,
  heartbeatIntervalMs,
  heartbeatTimeoutMs,
} from "./connection.ts";
import { FakeSockets } from "./fake-sockets.ts";
import { ManualClock } from "./manual-clock.ts";

describe("connection", () => {
  let clock: ManualClock;
  let sockets: FakeSockets;
  let states: ConnectionState[];
  let messages: string[];
  let connection: Connection;

  beforeEach(() => {
    clock = new ManualClock();
    sockets = new FakeSockets();
    states = [];
    messages = [];
    connection = new Connection({
      url: "ws://test/",
      openSocket: sockets.open,
      clock,
      random: () => 0.999_999,
      heartbeat: "beat",
      onState: (state) => states.push(state),
      onMessage: (text) => messages.push(text),
    });
  });

  const names = (): string[] => states.splice(0).map((state) => state.type);

  test("connects at once, passes messages on and sends only while connected", () => {
    assert.equal(sockets.last.url, "ws://test/");
    assert.equal(connection.state.type, "connecting");
    assert.equal(connection.send("early"), false);
    sockets.last.listener.opened();
    assert.equal(connection.send("hello"), true);
    sockets.last.listener.received("world");
    assert.deepEqual(sockets.last.sent, ["hello"]);
    assert.deepEqual(messages, ["world"]);
    assert.deepEqual(names(), ["connected"]);
  });

  test("a lost connection says when it tries again, tries, and is back", () => {
    sockets.last.listener.opened();
    sockets.last.listener.closed();
    assert.deepEqual(connection.state, {
      type: "reconnecting",
      attempt: 1,
      nextAttemptAt: clock.now() + firstWaitMs - 1,
    });
    assert.equal(connection.send("lost"), false);
    clock.advance(firstWaitMs);
    assert.deepEqual(connection.state, { type: "reconnecting", attempt: 1 });
    sockets.last.listener.opened();
    assert.deepEqual(names(), ["connected", "reconnecting", "reconnecting", "connected"]);
    assert.equal(sockets.all.length, 2);
  });

  test("failed attempts wait longer and longer, up to the longest wait", () => {
    const waits: number[] = [];
    for (let n = 0; n < 7; n++) {
      sockets.last.listener.closed();
      const { state } = connection;
      assert.ok(state.type === "reconnecting" && state.nextAttemptAt !== undefined);
      assert.equal(state.attempt, n + 1);
      waits.push(state.nextAttemptAt - clock.now() + 1);
      clock.advance(longestWaitMs);
    }
    assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, longestWaitMs, longestWaitMs]);
  });

  test("a connection that lasted starts again with a short wait; one that did not goes on", () => {
    const waitAfter = (lastedMs: number): number => {
      sockets.last.listener.opened();
      clock.advance(lastedMs);
      sockets.last.listener.closed();
      const { state } = connection;
      const waitMs = state.type === "reconnecting" ? (state.nextAttemptAt ?? 0) - clock.now() + 1 : -1;
      clock.advance(waitMs);
      return waitMs;
    };
    assert.equal(waitAfter(0), 500);
    assert.equal(waitAfter(4_999), 1000);
    assert.equal(waitAfter(5_000), 500);
  });

  test("an attempt that gets no answer is given up", () => {
    clock.advance(attemptTimeoutMs);
    assert.equal(sockets.last.isClosed, true);
    assert.deepEqual(names(), ["reconnecting"]);
  });

  test("silence is questioned; an answer keeps the socket, none loses it", () => {
    sockets.last.listener.opened();
    clock.advance(heartbeatIntervalMs);
    assert.deepEqual(sockets.last.sent, ["beat"]);
    sockets.last.listener.received("pong");
    clock.advance(heartbeatIntervalMs + heartbeatTimeoutMs - 1);
    assert.equal(connection.state.type, "connected");
    clock.advance(1);
    assert.equal(connection.state.type, "reconnecting");
    assert.equal(sockets.last.isClosed, true);
  });

  test("what a given-up socket still says is not heard", () => {
    const [first] = sockets.all;
    clock.advance(attemptTimeoutMs + firstWaitMs);
    sockets.last.listener.opened();
    first?.listener.received("late");
    first?.listener.closed();
    assert.deepEqual(messages, []);
    assert.equal(connection.state.type, "connected");
  });

  test("waking ends a wait at once, and asks a connected socket", () => {
    sockets.last.listener.closed();
    connection.wake();
    assert.equal(sockets.all.length, 2);
    connection.wake();
    assert.equal(sockets.all.length, 2);
    sockets.last.listener.opened();
    connection.wake();
    assert.deepEqual(sockets.last.sent, ["beat"]);
    clock.advance(heartbeatTimeoutMs);
    assert.equal(connection.state.type, "reconnecting");
  });

  test("close is for good and leaves no timer", () => {
    sockets.last.listener.opened();
    connection.close();
    connection.close();
    connection.wake();
    sockets.last.listener.closed();
    assert.deepEqual(names(), ["connected", "closed"]);
    assert.equal(clock.pending, 0);
    assert.equal(sockets.all.length, 1);
  });
});
