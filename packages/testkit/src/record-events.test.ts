import assert from "node:assert/strict";
import { test } from "node:test";
import { parseHex } from "./hex.ts";
import { RecordEvents, summary } from "./record-events.ts";

test("one line for each event", () => {
  const events = new RecordEvents();
  events.onMessage(parseHex('"größe"'), true);
  events.onMessage(parseHex("00 ff"), false);
  events.onMessage(new Uint8Array(0), false);
  events.onPing(parseHex("61"));
  events.onPong(new Uint8Array(0));
  events.onClosing();
  assert.deepEqual(events.log, ['text "größe"', "binary 00 ff", "binary", "ping 61", "pong", "closing"]);
  assert.equal(events.payloads.length, 3);
});

test("long payloads are written as length and checksum, and different ones differ", () => {
  const events = new RecordEvents();
  events.onMessage(new Uint8Array(65), false);
  events.onPing(new Uint8Array(65));
  assert.deepEqual(events.log, [`binary ${summary(new Uint8Array(65))}`, `ping ${summary(new Uint8Array(65))}`]);
  assert.equal(summary(new Uint8Array(0)), "(0 bytes, 811c9dc5)");
  assert.notEqual(summary(parseHex("00*65")), summary(parseHex("00*64 01")));
});

test("text that is not UTF-8 is a broken promise of the connection", () => {
  assert.throws(() => new RecordEvents().onMessage(Uint8Array.of(0xff), true));
});
