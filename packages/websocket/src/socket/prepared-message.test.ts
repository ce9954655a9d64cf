import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { splitFrames } from "@longwire/testkit";
import { PreparedMessage } from "./prepared-message.ts";

describe("prepared message", () => {
  it("is one whole, unmasked frame of the right type (RFC 6455 §5.1, §5.6)", () => {
    const table: [message: PreparedMessage, opcode: number, payload: Buffer][] = [
      [new PreparedMessage("é"), 1, Buffer.from("é")],
      [new PreparedMessage(Uint8Array.of(1, 2)), 2, Buffer.of(1, 2)],
      [new PreparedMessage("é", { binary: true }), 2, Buffer.from("é")],
      [new PreparedMessage(Buffer.from("é"), { binary: false }), 1, Buffer.from("é")],
      [new PreparedMessage(""), 1, Buffer.alloc(0)],
      [new PreparedMessage(new ArrayBuffer(65_536)), 2, Buffer.alloc(65_536)],
    ];
    for (const [message, opcode, payload] of table) {
      const frames = splitFrames(message.frameFor(undefined));
      assert.equal(frames.length, 1);
      const [frame] = frames;
      assert.deepEqual([frame?.fin, frame?.rsv, frame?.opcode, frame?.maskingKey], [true, 0, opcode, undefined]);
      assert.deepEqual(Buffer.from(frame?.payload ?? []), payload);
      assert.equal(message.isText, opcode === 1);
    }
  });

  it("does not change with the data it was made of", () => {
    const data = Uint8Array.of(1, 2, 3);
    const message = new PreparedMessage(data);
    data.fill(9);
    assert.deepEqual([...(message.data as Uint8Array)], [1, 2, 3]);
    assert.deepEqual([...message.frameFor(undefined).subarray(2)], [1, 2, 3]);
  });

  it("refuses what cannot be sent", () => {
    assert.throws(() => new PreparedMessage(7 as never), { code: "ERR_INVALID_ARGUMENT" });
  });
});
