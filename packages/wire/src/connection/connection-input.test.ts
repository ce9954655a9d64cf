/** What a connection does with bytes beside the protocol itself: memory, pauses, and handlers that act at once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  byteByByte,
  CountingAllocate,
  formatHex,
  joinBytes,
  maskFrames,
  parseHex,
  RecordEvents,
  splitAt,
  whole,
} from "@longwire/testkit";
import { serverLimits } from "../limits.ts";
import type { Role } from "../role.ts";
import { UsageError } from "../usage-error.ts";
import { Connection, type ConnectionHandler, type ConnectionOptions } from "./connection.ts";

const roles: readonly Role[] = ["client", "server"];
const KEY = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);

function connectionOf(role: Role, options: Partial<ConnectionOptions> = {}): [Connection, RecordEvents] {
  const events = new RecordEvents();
  return [new Connection({ role, handler: events, now: 0, nextMaskingKey: () => 0x01020304, ...options }), events];
}

function streamFor(role: Role, hex: string): Uint8Array {
  return role === "server" ? maskFrames(parseHex(hex), KEY) : parseHex(hex);
}

test("edge 52: payloads share no memory with what was received, nor with each other", () => {
  const hex = '82 03 01 02 03 02 02 04 05 80 01 06 81 02 "hi" 89 02 07 08 8a 01 09 82 7e 00 c8 0a*200 82 00';
  for (const role of roles) {
    for (const cut of [whole, byteByByte, splitAt(4), splitAt(9)]) {
      const pings: Uint8Array[] = [];
      const events = new RecordEvents();
      const handler: ConnectionHandler = {
        onMessage: (payload, isText) => events.onMessage(payload, isText),
        onPing: (payload) => pings.push(payload),
        onPong: (payload) => pings.push(payload),
        onClosing: () => {},
      };
      const [connection] = connectionOf(role, { handler });
      for (const part of cut.parts(streamFor(role, hex))) {
        connection.receive(part, 0);
        part.fill(0xee);
      }
      const all = [...events.payloads, ...pings];
      const expected = ["01 02 03", "04 05 06", "68 69", "0a ".repeat(200).trim(), "", "07 08", "09"];
      assert.deepEqual(all.map(formatHex), expected, cut.name);
      for (const [i, payload] of all.entries()) {
        payload.fill(i);
        assert.ok(all.every((other, k) => k <= i || !other.includes(0xee)));
      }
      assert.deepEqual(
        all.map((payload, i) => payload.every((byte) => byte === i)),
        all.map(() => true),
      );
    }
  }
});

test("V23: what an allocator leaves in its memory is never delivered", () => {
  const memory = new CountingAllocate();
  const [connection, events] = connectionOf("client", { allocate: memory.allocate });
  connection.receive(parseHex("02 00 00 03 00*3 80 7e 01 00 00*256 82 00 89 7d 00*125"), 0);
  assert.equal(
    events.payloads.every((payload) => payload.every((byte) => byte === 0)),
    true,
  );
});

test("V5: a frame of 1 MiB one byte at a time: little memory, linear work", () => {
  const memory = new CountingAllocate();
  const [connection, events] = connectionOf("client", { limits: serverLimits, allocate: memory.allocate });
  connection.receive(parseHex("82 7f 00 00 00 00 00 10 00 00"), 0);
  const byte = Uint8Array.of(0x61);
  for (let i = 0; i < 1_048_576; i += 1) {
    connection.receive(byte, 0);
    if (connection.retainedBytes > 1_048_576) assert.fail(`${connection.retainedBytes} bytes after ${i}`);
  }
  assert.equal(events.payloads[0]?.length, 1_048_576);
  assert.ok(memory.calls < 10, `${memory.calls} allocations`);
});

test("pause: reading stops after the current frame, and receive says what it left", () => {
  for (const role of roles) {
    const events = new RecordEvents();
    const [connection] = connectionOf(role, {
      handler: {
        onMessage: (payload, isText) => {
          events.onMessage(payload, isText);
          connection.pause(0);
        },
        onPing: (payload) => events.onPing(payload),
        onPong: () => {},
        onClosing: () => events.onClosing(),
      },
    });
    let rest = streamFor(role, '81 01 "a" 89 00 81 01 "b" 88 00 81 01 "c"');
    const total = rest.length;
    const first = connection.receive(rest, 0);
    assert.equal(first, role === "server" ? 7 : 3);
    assert.deepEqual([events.log, connection.isPaused], [['text "a"'], true]);
    assert.equal(connection.receive(rest.subarray(first), 0), 0, "nothing is taken while paused");
    assert.equal(formatHex(joinBytes(connection.takeOutput())), "", "no Ping is answered while paused");
    rest = rest.subarray(first);
    for (let turns = 0; rest.length > 0; turns += 1) {
      assert.ok(turns < total, "each resume gets on");
      connection.resume(0);
      rest = rest.subarray(connection.receive(rest, 0));
    }
    assert.deepEqual(events.log, ['text "a"', "ping", 'text "b"', "closing"]);
  }
});

test("pause and resume within one event change nothing", () => {
  const events = new RecordEvents();
  const [connection] = connectionOf("client", {
    handler: {
      onMessage: (payload, isText) => {
        connection.pause(0);
        events.onMessage(payload, isText);
        connection.resume(0);
      },
      onPing: () => {},
      onPong: () => {},
      onClosing: () => {},
    },
  });
  assert.equal(connection.receive(parseHex('81 01 "a" 81 01 "b"'), 0), 6);
  assert.deepEqual(events.log, ['text "a"', 'text "b"']);
});

/** What a handler might do in the middle of a part, and what the rest of the part then means. */
const actions: Record<string, { act: (connection: Connection) => void; log: string[]; state: string }> = {
  close: {
    act: (connection) => connection.close(1000, "", 0),
    // Until the peer's Close its messages still count (RFC 6455 §5.5.1).
    log: ['text "a"', 'text "b"'],
    state: "closing",
  },
  abort: { act: (connection) => connection.abort(), log: ['text "a"'], state: "closed" },
  fail: { act: (connection) => connection.fail("slow-reader", 0), log: ['text "a"', "closing"], state: "closing" },
  receiveEof: { act: (connection) => connection.receiveEof(), log: ['text "a"'], state: "closed" },
};

for (const [name, { act, log, state }] of Object.entries(actions)) {
  test(`a handler that calls ${name} within an event`, () => {
    for (const cut of [whole, byteByByte]) {
      const events = new RecordEvents();
      let isFirst = true;
      const [connection] = connectionOf("client", {
        handler: {
          onMessage: (payload, isText) => {
            events.onMessage(payload, isText);
            if (isFirst) act(connection);
            isFirst = false;
          },
          onPing: (payload) => events.onPing(payload),
          onPong: (payload) => events.onPong(payload),
          onClosing: () => events.onClosing(),
        },
      });
      for (const part of cut.parts(parseHex('81 01 "a" 01 01 "b" 80 00 88 02 03 e8 81 01 "c"'))) {
        assert.equal(connection.receive(part, 0), part.length);
      }
      assert.deepEqual([events.log, connection.state], [log, state], cut.name);
      assert.equal(connection.retainedBytes, 0);
    }
  });
}

test("a handler that answers within its event: answers keep the order of the events", () => {
  const events = new RecordEvents();
  const [connection] = connectionOf("client", {
    nextMaskingKey: () => 0,
    handler: {
      onMessage: (payload) => connection.sendBinary(payload),
      onPing: () => connection.sendText("pinged"),
      onPong: () => connection.ping(),
      onClosing: () => events.onClosing(),
    },
  });
  connection.receive(parseHex("82 01 61 89 00 8a 00 88 00"), 0);
  const zeroKey = "00 00 00 00";
  assert.equal(
    formatHex(joinBytes(connection.takeOutput())),
    formatHex(
      parseHex(`82 81 ${zeroKey} 61 8a 80 ${zeroKey} 81 86 ${zeroKey} "pinged" 89 80 ${zeroKey} 88 80 ${zeroKey}`),
    ),
  );
});

test("§5.5.2: with autoPong off the handler decides", () => {
  const [connection, events] = connectionOf("server", { autoPong: false });
  connection.receive(streamFor("server", "89 01 61"), 0);
  assert.deepEqual([events.log, connection.bufferedBytes], [["ping 61"], 0]);
  connection.pong(parseHex("61"));
  assert.equal(formatHex(joinBytes(connection.takeOutput())), "8a 01 61");
});

test("our caller's faults are thrown at once, and change nothing", () => {
  const code = (run: () => unknown): string => {
    try {
      run();
    } catch (error) {
      if (error instanceof UsageError) return error.code;
    }
    return "nothing thrown";
  };
  const handler = new RecordEvents();
  assert.equal(
    code(() => new Connection({ role: "client", handler, now: 0 })),
    "ERR_INVALID_ARGUMENT",
  );
  for (const role of roles) {
    const [connection] = connectionOf(role);
    assert.equal(
      code(() => connection.ping(new Uint8Array(126))),
      "ERR_CONTROL_PAYLOAD_TOO_LONG",
    );
    assert.equal(
      code(() => connection.pong(new Uint8Array(126))),
      "ERR_CONTROL_PAYLOAD_TOO_LONG",
    );
    assert.equal(
      code(() => connection.close(1005, "", 0)),
      "ERR_INVALID_CLOSE_CODE",
    );
    assert.equal(
      code(() => connection.close(1000, "x".repeat(124), 0)),
      "ERR_CLOSE_REASON_TOO_LONG",
    );
    assert.deepEqual([connection.state, connection.bufferedBytes], ["open", 0]);
    assert.equal(connection.ping(new Uint8Array(125)), true);
  }
  const [client] = connectionOf("client");
  assert.equal(client.acceptsEncoded, false);
  assert.equal(
    code(() => client.sendEncoded(parseHex("81 00"))),
    "ERR_INVALID_ARGUMENT",
  );
});

test("sendEncoded: by reference on an open server connection, refused after", () => {
  const [connection] = connectionOf("server");
  const frame = parseHex('81 02 "hi"');
  assert.equal(connection.acceptsEncoded, true);
  assert.equal(connection.sendEncoded(frame), true);
  assert.equal(connection.takeOutput()[0], frame);
  connection.close(1000, "", 0);
  assert.equal(connection.sendEncoded(frame), false);
  assert.equal(formatHex(joinBytes(connection.takeOutput())), "88 02 03 e8");
});

test("slow-reader: frames that have not begun to leave are dropped, Close follows a whole frame", () => {
  const [connection, events] = connectionOf("server");
  connection.sendBinary(new Uint8Array(1000));
  connection.sendBinary(new Uint8Array(1000));
  const taken = connection.takeOutput(10);
  connection.fail("slow-reader", 0);
  const sent = joinBytes([...taken, ...connection.takeOutput()]);
  assert.equal(formatHex(sent.subarray(1004)), formatHex(parseHex('88 11 0b c0 "reader too slow"')));
  assert.deepEqual([events.log, connection.state, connection.transport], [["closing"], "closing", "finish"]);
});

test("output-stalled: nothing can be said any more, TCP is destroyed, reported once", () => {
  const [connection, events] = connectionOf("server");
  connection.sendBinary(new Uint8Array(1000));
  connection.fail("output-stalled", 0);
  connection.fail("output-stalled", 0);
  assert.deepEqual([connection.state, connection.transport, connection.bufferedBytes], ["closed", "abort", 0]);
  assert.deepEqual([events.log, connection.closeResult.code], [["closing"], 1006]);
});

test("edge 77: output that waits when TCP ends on the peer's side can still be taken", () => {
  const [connection] = connectionOf("server");
  connection.sendText("late");
  connection.receiveEof();
  assert.equal(formatHex(joinBytes(connection.takeOutput())), formatHex(parseHex('81 04 "late"')));
  connection.abort();
});
