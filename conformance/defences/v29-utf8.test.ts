/**
 * V29, text that is not checked, or only at its end (RFC 6455 §8.1).
 * Defence: UTF-8 is validated as it arrives and fails at the first impossible byte, in linear time (message-assembler.ts,
 * utf8-validator.ts). Without it, the bytes reach the application.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeRawFrame, RawPeer } from "@longwire/testkit";
import { Connection } from "@longwire/wire";
import { ChildServer } from "./support/child-server.ts";
import { within } from "./support/within.ts";

const KEY = Uint8Array.of(1, 2, 3, 4);
/** Impossible at their last byte, which is judged although the message goes on. */
const impossible = ["80", "ff", "c080", "c1", "e080", "eda0", "f080", "f490", "f5", "c341", "e28241", "f09f9841"];

test("bad text is refused at its first impossible byte, wherever it is split, before the message ends", async (t) => {
  const server = await ChildServer.start(t);
  for (const hex of impossible) {
    const bytes = Buffer.concat([Buffer.from("\u00e9ok"), Buffer.from(hex, "hex")]);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const peer = await RawPeer.open(server.port);
      peer.sendMasked({ opcode: 1, fin: false, payload: bytes.subarray(0, cut) });
      peer.sendMasked({ opcode: 0, fin: false, payload: bytes.subarray(cut) });
      assert.equal((await within(2000, `a Close for ${hex} cut at ${cut}`, peer.readClose())).code, 1007);
      peer.destroy();
    }
  }
  assert.equal((await server.read()).counts.messages, 0);
});

test("good text passes, wherever it is split", async (t) => {
  const server = await ChildServer.start(t);
  const text = "a\u00e9\u20ac\u{1f600}z";
  const bytes = Buffer.from(text);
  const peer = await RawPeer.open(server.port);
  for (let cut = 0; cut <= bytes.length; cut += 1) {
    peer.sendMasked({ opcode: 1, fin: false, payload: bytes.subarray(0, cut) });
    peer.sendMasked({ opcode: 0, payload: bytes.subarray(cut) });
    assert.equal(Buffer.from((await peer.readFrame()).payload).toString(), text);
  }
  peer.destroy();
});

test("validation is linear, also byte by byte", () => {
  const time = (size: number): number => {
    let messages = 0;
    const handler = { onMessage: () => (messages += 1), onPing: () => {}, onPong: () => {}, onClosing: () => {} };
    const connection = new Connection({ role: "server", now: 0, handler });
    const payload = Buffer.from("\u20ac".repeat(size / 3));
    const frame = encodeRawFrame({ opcode: 1, payload, maskingKey: KEY });
    const startedAt = performance.now();
    for (let at = 0; at < frame.length; at += 1) connection.receive(frame.subarray(at, at + 1), 1);
    assert.equal(messages, 1);
    return performance.now() - startedAt;
  };
  time(3000);
  const [small, large] = [time(150_000), time(600_000)];
  assert.ok(large < 12 * small + 50, `${small} ms and ${large} ms for four times as much`);
});
