/** Each switch of the dialect: what is so by default, and what it changes. Also what `onFault` says of a fault. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatHex, joinBytes, parseHex, RecordEvents } from "@longwire/testkit";
import { Connection, type ConnectionHandler, type ConnectionOptions } from "./connection/connection.ts";
import type { ConnectionDialect } from "./dialect.ts";
import { serverLimits } from "./limits.ts";
import type { ViolationId } from "./violation.ts";

const quiet: ConnectionHandler = {
  onMessage: () => undefined,
  onPing: () => undefined,
  onPong: () => undefined,
  onClosing: () => undefined,
};

function connect(dialect: Partial<ConnectionDialect>, options: Partial<ConnectionOptions> = {}): Connection {
  return new Connection({ role: "client", handler: quiet, now: 0, nextMaskingKey: () => 0, dialect, ...options });
}

/** A client's output, with a masking key of zero, after `hex` arrived. */
function outputAfter(hex: string, dialect: Partial<ConnectionDialect>): string {
  const connection = connect(dialect);
  connection.receive(parseHex(hex), 0);
  return formatHex(joinBytes(connection.takeOutput()));
}

test("§8.1: text is checked unless validateUtf8 is off, then any bytes pass", () => {
  for (const validateUtf8 of [true, false]) {
    const payloads: string[] = [];
    const handler = { ...quiet, onMessage: (payload: Uint8Array) => payloads.push(formatHex(payload)) };
    const connection = connect({ validateUtf8 }, { handler });
    connection.receive(parseHex("01 01 61 80 01 f8"), 0);
    assert.deepEqual(payloads, validateUtf8 ? [] : ["61 f8"]);
    assert.equal(connection.state, validateUtf8 ? "closing" : "open");
  }
});

test("§5.5.1: a close reason is checked unless validateUtf8 is off, then bad bytes become U+FFFD", () => {
  for (const validateUtf8 of [true, false]) {
    const connection = connect({ validateUtf8 });
    connection.receive(parseHex("88 03 03 e8 f8"), 0);
    assert.equal(connection.closeResult.cause?.id, validateUtf8 ? "close-reason-not-utf8" : undefined);
    assert.equal(connection.closeResult.received?.reason, validateUtf8 ? undefined : "\ufffd");
  }
});

test("recordFragments tells where fragments end, empty ones too, message by message", () => {
  const ends: (readonly number[] | undefined)[] = [];
  const handler: ConnectionHandler = { ...quiet, onMessage: (_payload, _isText, at) => void ends.push(at) };
  const hex = "02 01 61 00 00 80 02 62 63 82 00 82 01 61";
  connect({ recordFragments: true }, { handler }).receive(parseHex(hex), 0);
  connect({}, { handler }).receive(parseHex("82 00"), 0);
  assert.deepEqual(ends, [[1, 1, 3], [0], [1], undefined]);
});

test("frameMask overrules the role, frame by frame", () => {
  const keys = [undefined, 0x01020304];
  const frameMask = (): number | undefined => keys.shift();
  const connection = connect({ frameMask }, { role: "server" });
  connection.sendText("a");
  connection.ping(Uint8Array.of(0));
  assert.equal(formatHex(joinBytes(connection.takeOutput())), "81 01 61 89 81 01 02 03 04 01");
});

test("§7.1.7: the Close after a fault says what it was, unless explainFailures is off", () => {
  assert.match(outputAfter("83 00", {}), /^88 91 00 00 00 00 03 ea 72 65 73 65/);
  assert.equal(outputAfter("83 00", { explainFailures: false }), "88 82 00 00 00 00 03 ea");
});

test("§5.5.1: a Close is answered with its code, and with echoReasons with its reason", () => {
  assert.equal(outputAfter('88 04 03 e8 "ab"', {}), "88 82 00 00 00 00 03 e8");
  assert.equal(outputAfter('88 04 03 e8 "ab"', { echoReasons: true }), "88 84 00 00 00 00 03 e8 61 62");
});

const faults: readonly [hex: string, id: ViolationId, value: number | undefined][] = [
  ["83 00", "reserved-opcode", 3],
  ["8f 00", "reserved-opcode", 15],
  ["80 00", "continuation-unexpected", 0],
  ["01 00 82 00", "continuation-expected", 2],
  ["89 7e", "control-too-long", 126],
  ["88 02 03 ec", "close-code-invalid", 1004],
  ["a1 00", "reserved-bits-2-3", undefined],
  ["81 80", "frame-masked", undefined],
];
for (const [hex, id, value] of faults) {
  test(`onFault: ${id} with ${value}, once, whatever the cut`, () => {
    for (const step of [1, 100]) {
      const told: unknown[] = [];
      const handler: ConnectionHandler = { ...quiet, onFault: (...fault) => void told.push(fault) };
      const connection = connect({}, { handler });
      const bytes = parseHex(`${hex} 83 00`);
      for (let at = 0; at < bytes.length; at += step) connection.receive(bytes.subarray(at, at + step), 0);
      assert.deepEqual(told, [[id, value]]);
    }
  });
}

test("onFault comes before onClosing", () => {
  const events = new RecordEvents();
  const handler: ConnectionHandler = {
    ...quiet,
    onFault: (id) => void events.log.push(id),
    onClosing: () => events.onClosing(),
  };
  connect({}, { handler }).receive(parseHex("83 00"), 0);
  assert.deepEqual(events.log, ["reserved-opcode", "closing"]);
});

test("sendFrame queues a frame as it is, and nothing after a Close", () => {
  const connection = connect({}, { role: "server" });
  assert.equal(connection.sendFrame(parseHex("81 01 61")), true);
  assert.equal(formatHex(joinBytes(connection.takeOutput())), "81 01 61");
  connection.close(1000, "", 0);
  assert.equal(connection.sendFrame(parseHex("81 01 61")), false);
});

test("maxFragments is judged at N and N + 1", () => {
  for (const [maxFragments, cause] of [
    [3, undefined],
    [2, "too-many-fragments"],
  ] as const) {
    const connection = connect({}, { limits: { ...serverLimits, maxFragments } });
    connection.receive(parseHex("01 00 00 00 80 00 81 00"), 0);
    assert.equal(connection.closeResult.cause?.id, cause);
  }
});
