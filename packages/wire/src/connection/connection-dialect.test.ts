/** The switches for faces that must behave like another library: what each changes, and that none opens a hole. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatHex, joinBytes, parseHex, RecordEvents, splitFrames } from "@longwire/testkit";
import type { ConnectionDialect } from "../dialect.ts";
import { serverLimits } from "../limits.ts";
import { Connection, type ConnectionHandler } from "./connection.ts";

function client(dialect: Partial<ConnectionDialect>, handler: Partial<ConnectionHandler> = {}): Connection {
  const events = new RecordEvents();
  const all: ConnectionHandler = {
    onMessage: (payload, isText) => events.onMessage(payload, isText),
    onPing: () => {},
    onPong: () => {},
    onClosing: () => events.onClosing(),
    ...handler,
  };
  return new Connection({
    role: "client",
    handler: all,
    now: 0,
    limits: serverLimits,
    nextMaskingKey: () => 0,
    dialect,
  });
}

/** Payloads of all frames sent. */
function sentBy(connection: Connection): string[] {
  return splitFrames(joinBytes(connection.takeOutput())).map(({ unmasked }) => formatHex(unmasked));
}

test("validateUtf8 off: text holds any bytes", () => {
  const messages: string[] = [];
  const connection = client(
    { validateUtf8: false },
    { onMessage: (payload, isText) => messages.push(`${isText} ${formatHex(payload)}`) },
  );
  connection.receive(parseHex("81 02 ff 61 01 01 e2 80 01 61"), 0);
  assert.deepEqual([messages, connection.state], [["true ff 61", "true e2 61"], "open"]);
});

test("§5.5.1: validateUtf8 off: a reason of any bytes is read, bad ones as U+FFFD; receive does not throw", () => {
  for (const [reason, text] of [
    ["ff", "\ufffd"],
    ["f7 bf bf bf", "\ufffd\ufffd\ufffd\ufffd"],
    ["61 e2 82", "a\ufffd"],
  ]) {
    const connection = client({ validateUtf8: false });
    const bytes = parseHex(`03 e8 ${reason}`);
    connection.receive(joinBytes([Uint8Array.of(0x88, bytes.length), bytes]), 0);
    assert.deepEqual(connection.closeResult.received, { code: 1000, reason: text });
  }
});

test("echoReasons: the answer to a Close repeats its reason, unless that would not fit in a control frame (§5.5)", () => {
  const polite = client({ echoReasons: true });
  polite.receive(parseHex('88 05 03 e8 "bye"'), 0);
  assert.deepEqual(sentBy(polite), [formatHex(parseHex('88 05 03 e8 "bye"'))]);
  const longest = client({ echoReasons: true });
  longest.receive(parseHex("88 7d 03 e8 61*123"), 0);
  assert.deepEqual(sentBy(longest), [formatHex(parseHex("88 7d 03 e8 61*123"))]);
  const hostile = client({ echoReasons: true, validateUtf8: false });
  hostile.receive(parseHex("88 7d 03 e8 ff*123"), 0);
  assert.deepEqual(sentBy(hostile), ["88 02 03 e8"]);
});

test("explainFailures off: the Close after a fault has a code only", () => {
  const connection = client({ explainFailures: false });
  connection.receive(parseHex("83 00"), 0);
  assert.deepEqual(sentBy(connection), ["88 02 03 ea"]);
});

test("recordFragments: onMessage is told where each fragment ended, for each message anew", () => {
  const ends: unknown[] = [];
  const onMessage: ConnectionHandler["onMessage"] = (_, __, fragmentEnds) => void ends.push(fragmentEnds);
  const connection = client({ recordFragments: true }, { onMessage });
  connection.receive(parseHex("02 02 01 02 00 00 80 01 03 82 01 04 82 00"), 0);
  assert.deepEqual(ends, [[2, 2, 3], [1], [0]]);
});

test("frameMask: asked for each frame; undefined sends it unmasked", () => {
  const masks = [0x01020304, undefined, 0];
  const connection = client({ frameMask: () => masks.shift() });
  for (let i = 0; i < 3; i += 1) connection.sendBinary(Uint8Array.of(0));
  assert.equal(formatHex(joinBytes(connection.takeOutput())), "82 81 01 02 03 04 01 82 01 00 82 81 00 00 00 00 00");
});

test("onFault names the fault once, before onClosing, with the number at fault", () => {
  for (const [hex, fault] of [
    ["83 00", "reserved-opcode 3"],
    ["89 7e", "control-too-long 126"],
    ["88 02 03 ed", "close-code-invalid 1005"],
    ["c1 00", "reserved-bit-1 undefined"],
  ] as const) {
    const log: string[] = [];
    const connection = client(
      {},
      { onFault: (id, value) => log.push(`${id} ${value}`), onClosing: () => log.push("closing") },
    );
    connection.receive(parseHex(hex), 0);
    connection.receive(parseHex("83 00"), 0);
    assert.deepEqual(log, [fault, "closing"]);
  }
});
