import assert from "node:assert/strict";
import { test } from "node:test";
import { parseHex, RecordEvents } from "@longwire/testkit";
import { Connection } from "./connection.ts";
import { type ConnectionEvent, type ConnectionState, transitions } from "./connection-state.ts";

const states: readonly ConnectionState[] = ["open", "closing", "closed"];
const events: readonly ConnectionEvent[] = ["close-sent", "close-received", "failed", "transport-ended"];

/** §7.1: the table once more, by hand. */
const expected: Record<ConnectionState, readonly ConnectionState[]> = {
  open: ["closing", "closing", "closing", "closed"],
  closing: ["closing", "closing", "closing", "closed"],
  closed: ["closed", "closed", "closed", "closed"],
};

/** Ways to bring a new connection into each state. */
const ways: Record<ConnectionState, Record<string, (connection: Connection) => void>> = {
  open: { new: () => {} },
  closing: {
    "by our Close": (connection) => connection.close(1000, "", 0),
    "by the peer's Close": (connection) => connection.receive(parseHex("88 02 03 e8"), 0),
    "by a failure": (connection) => connection.fail("slow-reader", 0),
  },
  closed: {
    "by the end of TCP": (connection) => connection.receiveEof(),
    "by abort": (connection) => connection.abort(),
    "after both Closes": (connection) => {
      connection.receive(parseHex("88 02 03 e8"), 0);
      connection.receiveEof();
    },
  },
};

const stimuli: Record<ConnectionEvent, (connection: Connection) => void> = {
  "close-sent": (connection) => connection.close(1001, "", 0),
  "close-received": (connection) => connection.receive(parseHex("88 02 03 e9"), 0),
  failed: (connection) => connection.fail("pong-timeout", 0),
  "transport-ended": (connection) => connection.receiveEof(),
};

function newConnection(handler: RecordEvents): Connection {
  return new Connection({ role: "client", handler, now: 0, nextMaskingKey: () => 1 });
}

test("§7.1: the table has an answer for every state and event, and cannot be changed", () => {
  for (const state of states) {
    assert.deepEqual(
      events.map((event) => transitions[state][event]),
      expected[state],
    );
    assert.deepEqual(Object.keys(transitions[state]), events);
    assert.equal(Object.isFrozen(transitions[state]), true);
  }
  assert.deepEqual(Object.keys(transitions), states);
  assert.equal(Object.isFrozen(transitions), true);
});

for (const state of states) {
  for (const [way, reach] of Object.entries(ways[state])) {
    for (const [i, event] of events.entries()) {
      test(`§7.1: ${state} (${way}), then ${event}: ${expected[state][i]}`, () => {
        const handler = new RecordEvents();
        const connection = newConnection(handler);
        reach(connection);
        assert.equal(connection.state, state);
        const before = connection.closeResult;
        stimuli[event](connection);
        assert.equal(connection.state, expected[state][i]);
        assert.ok(handler.log.length <= 1, "closing is reported at most once");
        if (state === "closed") assert.deepEqual(connection.closeResult, before, "a closed connection's result stays");
        if (before.sent !== undefined) assert.equal(connection.closeResult.sent, before.sent, "one Close is enough");
      });
    }
  }
}

test("§5.5.1: every call on a closed or closing connection: nothing is queued, nothing thrown", () => {
  for (const reach of [...Object.values(ways.closing), ...Object.values(ways.closed)]) {
    const handler = new RecordEvents();
    const connection = newConnection(handler);
    reach(connection);
    connection.takeOutput();
    const calls = [
      connection.sendText("a"),
      connection.sendBinary(Uint8Array.of(1)),
      connection.ping(),
      connection.pong(),
    ];
    assert.deepEqual(calls, [false, false, false, false]);
    connection.pause(0);
    connection.resume(0);
    connection.close(1000, "again", 0);
    if (connection.state === "closed") {
      assert.equal(connection.receive(parseHex("81 01 61"), 0), 3);
      connection.expire(1e9);
      connection.receiveEof();
      connection.abort();
      assert.equal(connection.nextDeadline(), Number.POSITIVE_INFINITY);
    }
    assert.equal(connection.bufferedBytes, 0);
    assert.ok(!handler.log.includes('text "a"'));
  }
});
