import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { encodeMessage } from "@longwire/wire";
import { FrameRun, type SharedMessage } from "./frame-run.ts";

const bytesOf = ({ memory, from, to }: SharedMessage): Buffer => Buffer.from(memory.subarray(from, to));
const plain = (data: string | Uint8Array, isText: boolean): Buffer =>
  Buffer.from(encodeMessage(data, isText, (length) => Buffer.alloc(length)));

describe("frame run", () => {
  it("puts frames side by side, each as it would be by itself", () => {
    const run = new FrameRun();
    const messages = ["é", "", "x".repeat(200), Uint8Array.of(1, 2, 3), Buffer.from("text")] as const;
    let last: SharedMessage | undefined;
    for (const data of messages) {
      const isText = typeof data === "string" || data.length === 4;
      const message = run.add(data, isText);
      assert.deepEqual(bytesOf(message), plain(data, isText));
      assert.deepEqual([message.isText, message.data], [isText, data]);
      if (last !== undefined) assert.deepEqual([message.memory, message.from], [last.memory, last.to]);
      last = message;
    }
  });

  it("never writes where it has written: a frame stays as it is while thousands follow, large ones too", () => {
    const run = new FrameRun();
    const kept: [message: SharedMessage, bytes: Buffer][] = [];
    for (let i = 0; i < 3000; i += 1) {
      const data = Buffer.alloc(i % 500 === 7 ? 40_000 : i % 90, i);
      kept.push([run.add(data, false), plain(data, false)]);
    }
    for (const [message, bytes] of kept) assert.ok(bytesOf(message).equals(bytes));
    const blocks = new Set(kept.map(([message]) => message.memory));
    assert.ok(blocks.size > 5 && blocks.size < 20, `${blocks.size} blocks`);
  });

  it("copies what it is given", () => {
    const data = Buffer.from("before");
    const message = new FrameRun().add(data, true);
    data.fill("x");
    assert.equal(bytesOf(message).subarray(2).toString(), "before");
  });
});
