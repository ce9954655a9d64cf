/** What one turn brings to connections: in order, in frames that are joined once for all who get the same. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Codec, jsonCodec, Payload, PreparedPush, protobufCodec } from "@longwire/protocol";
import fc from "fast-check";
import { TurnBatch } from "./turn-batch.ts";

const pushes = Array.from(
  { length: 12 },
  (_, i) => new PreparedPush({ channel: "c", pub: { data: Payload.fromValue("x".repeat(i * 9)), offset: i + 1 } }),
);
const after = (start: TurnBatch, which: readonly number[]): TurnBatch =>
  which.reduce((batch, i) => batch.with(pushes[i] as PreparedPush), start);
const framesOf = (codec: Codec, which: readonly number[], maxBytes: number): unknown[] => {
  const bytes = which.map((i) => (pushes[i] as PreparedPush).bytesIn(codec));
  const frames: Uint8Array[][] = [];
  for (const each of bytes) {
    const last = frames.at(-1);
    const length = last?.reduce((sum, { length }) => sum + length + 1, 0) ?? 0;
    if (last === undefined || length + each.length > maxBytes) frames.push([each]);
    else last.push(each);
  }
  return frames.map((frame) => Buffer.from(codec.joinBytes(frame)));
};

for (const codec of [jsonCodec, protobufCodec] as const) {
  describe(`a turn in ${codec.name}`, () => {
    it("holds exactly what each was given, in order, whatever others who share it were given", () => {
      const lists = fc.array(fc.array(fc.nat(11), { minLength: 1, maxLength: 30 }), { minLength: 1, maxLength: 6 });
      fc.assert(
        fc.property(lists, fc.integer({ min: 100, max: 900 }), (given, maxBytes) => {
          const start = TurnBatch.none(codec);
          const batches = given.map((which) => after(start, which));
          for (const [i, batch] of batches.entries()) {
            const which = given[i] ?? [];
            assert.deepEqual(
              batch.messages(0),
              which.map((n) => pushes[n]),
            );
            assert.deepEqual(batch.messages(1), batch.messages(0).slice(1));
            const frames = batch.frames(maxBytes);
            assert.deepEqual(
              frames.map(({ bytes }) => Buffer.from(bytes)),
              framesOf(codec, which, maxBytes),
            );
            assert.equal(frames.at(-1)?.end, which.length);
            assert.equal(
              batch.length,
              which.reduce((sum, n) => sum + (pushes[n]?.bytesIn(codec).length ?? 0), 0),
            );
          }
        }),
      );
    });

    it("is one object, with frames joined once, for those who were given the same", () => {
      const start = TurnBatch.none(codec);
      const first = after(start, [1, 2, 3]);
      assert.equal(first.isShared, false);
      const second = after(start, [1, 2, 3]);
      assert.equal(second, first);
      assert.equal(first.isShared, true);
      assert.equal(second.frames(1000)[0]?.bytes, first.frames(1000)[0]?.bytes);
      assert.notEqual(after(start, [1, 2]), first);
      assert.equal(after(start, [1, 2, 4]).isShared, false);
    });
  });
}
