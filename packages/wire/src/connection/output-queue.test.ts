import assert from "node:assert/strict";
import { test } from "node:test";
import { CountingAllocate, encodeRawFrame, formatHex, joinBytes, SeededRandom, splitFrames } from "@longwire/testkit";
import { OutputQueue } from "./output-queue.ts";

function queueOf(): [OutputQueue, CountingAllocate] {
  const memory = new CountingAllocate();
  return [new OutputQueue({ allocate: memory.allocate }), memory];
}

function write(queue: OutputQueue, frame: Uint8Array): void {
  const { block, at } = queue.reserve(frame.length);
  block.set(frame, at);
}

test("what goes in comes out, in order, whatever the sizes taken", () => {
  for (let seed = 0; seed < 50; seed += 1) {
    const random = new SeededRandom(seed);
    const [queue] = queueOf();
    const put: Uint8Array[] = [];
    const taken: Uint8Array[] = [];
    for (let i = 0; i < 60; i += 1) {
      const frame = encodeRawFrame({ opcode: 2, payload: random.bytes(random.pick([0, 1, 10, 600, 3000])) });
      put.push(frame);
      const way = random.below(10);
      if (way < 2) queue.push(frame);
      else if (way < 4) queue.push(joinBytes([frame, frame]), frame.length);
      else write(queue, frame);
      if (random.chance(0.3)) {
        const maxBytes = random.below(5000);
        const parts = queue.take(maxBytes);
        assert.ok(joinBytes(parts).length <= maxBytes);
        taken.push(...parts);
      }
      const waiting = joinBytes(put).length - joinBytes(taken).length;
      assert.equal(queue.bytes, waiting, `seed ${seed}`);
    }
    taken.push(...queue.take(Number.POSITIVE_INFINITY));
    assert.ok(Buffer.from(joinBytes(taken)).equals(Buffer.from(joinBytes(put))), `seed ${seed}`);
    assert.deepEqual([queue.bytes, queue.take(1000)], [0, []]);
  }
});

test("frames that follow each other in memory are taken as one part of it; another frame between them is a copy", () => {
  const [queue, memory] = queueOf();
  const frame = encodeRawFrame({ opcode: 2, payload: Uint8Array.of(1, 2, 3) });
  const run = joinBytes([frame, frame, frame, frame]);
  const size = frame.length;
  queue.push(run, 0, size);
  queue.push(run, size, 2 * size);
  queue.push(run, 2 * size, 3 * size);
  assert.deepEqual([queue.bytes, memory.totalBytes], [3 * size, 0]);
  const [first, ...others] = queue.take(size + 1);
  assert.deepEqual([first?.buffer, first?.length, others], [run.buffer, size + 1, []]);
  // It still follows on what waits.
  queue.push(run, 3 * size, 4 * size);
  assert.equal(memory.totalBytes, 0);
  queue.push(run, 0, size);
  assert.ok(memory.totalBytes > 0);
  run.fill(0, 0, size);
  const rest = joinBytes(queue.take(Number.POSITIVE_INFINITY));
  const expected = joinBytes([frame.subarray(1), frame, frame, frame]);
  assert.equal(formatHex(rest), formatHex(expected));
});

test("dropWholeFrames finds the border of frames that begin within memory", () => {
  const [queue] = queueOf();
  const frame = encodeRawFrame({ opcode: 2, payload: Uint8Array.of(1, 2, 3) });
  const run = joinBytes([Uint8Array.of(0xff, 0xff), frame, frame, frame]);
  const borders = [0, 1, 2, 3].map((index) => 2 + index * frame.length);
  for (let i = 0; i < 3; i += 1) queue.push(run, borders[i], borders[i + 1]);
  queue.take(frame.length + 1);
  queue.dropWholeFrames();
  assert.equal(queue.bytes, frame.length - 1);
  write(queue, frame);
  const rest = joinBytes(queue.take(Number.POSITIVE_INFINITY));
  assert.equal(formatHex(rest), formatHex(joinBytes([frame.subarray(1), frame])));
});

test("take gives the whole of what it may, never empty parts", () => {
  const [queue] = queueOf();
  for (let i = 0; i < 5; i += 1) queue.push(encodeRawFrame({ opcode: 2, payload: new Uint8Array(4996) }));
  assert.deepEqual(
    queue.take(12_500).map((part) => part.length),
    [5000, 5000, 2500],
  );
  assert.deepEqual(queue.take(0), []);
  assert.deepEqual(
    queue.take(2500).map((part) => part.length),
    [2500],
  );
});

test("small parts are joined into one, large ones are left where they are", () => {
  const [queue] = queueOf();
  const small = encodeRawFrame({ opcode: 2, payload: Uint8Array.of(1, 2, 3) });
  for (let i = 0; i < 16; i += 1) queue.push(small);
  const [joined, ...others] = queue.take(Number.POSITIVE_INFINITY);
  assert.equal(others.length, 0);
  assert.equal(formatHex(joined ?? new Uint8Array(0)), formatHex(joinBytes(Array.from({ length: 16 }, () => small))));
  const large = encodeRawFrame({ opcode: 2, payload: new Uint8Array(3000) });
  queue.push(large);
  queue.push(large);
  assert.deepEqual(queue.take(Number.POSITIVE_INFINITY), [large, large]);
});

test("memory goes back once it is written, never before, and never what was pushed by reference", () => {
  const released: Uint8Array[] = [];
  const given: Uint8Array[] = [];
  const queue = new OutputQueue({
    allocate: (length) => {
      const block = new Uint8Array(length);
      given.push(block);
      return block;
    },
    release: (block) => released.push(block),
  });
  const frame = encodeRawFrame({ opcode: 2, payload: new Uint8Array(4000) });
  write(queue, frame);
  queue.take(1000);
  queue.written();
  assert.deepEqual(released, [], "a part of the block still waits");
  queue.take(Number.POSITIVE_INFINITY);
  assert.deepEqual(released, [], "taken, and not written yet");
  queue.written();
  queue.written();
  assert.deepEqual(released, given);
  queue.push(frame);
  queue.take(Number.POSITIVE_INFINITY);
  queue.written();
  assert.equal(released.length, 1);
  // What is dropped unwritten may still be read by the stream: it is left to the garbage collector.
  write(queue, frame);
  queue.take(10);
  queue.clear();
  queue.written();
  assert.equal(released.length, 1);
});

test("many small frames leave in few parts, from few allocations; a taken part never changes", () => {
  const [queue, memory] = queueOf();
  const frame = encodeRawFrame({ opcode: 2, payload: new Uint8Array(8) });
  for (let i = 0; i < 10_000; i += 1) write(queue, frame);
  const parts = queue.take(Number.POSITIVE_INFINITY);
  assert.ok(parts.length < 12, `${parts.length} parts`);
  assert.ok(memory.totalBytes <= 2.5 * 100_000, `${memory.totalBytes} bytes`);
  assert.ok(memory.largestBytes <= 65_536);
  const before = parts.map((part) => part.slice());
  for (let i = 0; i < 100; i += 1) write(queue, encodeRawFrame({ opcode: 1, payload: new Uint8Array(5).fill(7) }));
  assert.deepEqual(parts, before);
});

test("dropWholeFrames after every number of bytes taken: what was taken and what is left are whole frames", () => {
  const random = new SeededRandom(3008);
  const frames = [0, 1, 5, 125, 126, 300, 70_000].map((length) =>
    encodeRawFrame({ opcode: 2, payload: random.bytes(length), maskingKey: random.bytes(4) }),
  );
  const stream = joinBytes(frames);
  const cuts = [...Array.from({ length: 800 }, (_, i) => i), stream.length - 1, stream.length];
  for (const cut of cuts) {
    const [queue] = queueOf();
    for (const [i, frame] of frames.entries()) {
      if (i % 3 === 2) queue.push(frame);
      else write(queue, frame);
    }
    const taken = queue.take(cut);
    queue.dropWholeFrames();
    const close = encodeRawFrame({ opcode: 8 });
    write(queue, close);
    const bytes = queue.bytes;
    const rest = queue.take(Number.POSITIVE_INFINITY);
    assert.equal(joinBytes(rest).length, bytes);
    assert.ok(rest.every((part) => part.length > 0));
    const found = splitFrames(joinBytes([...taken, ...rest]));
    assert.ok(
      found.every((frame) => !frame.isTruncated),
      `cut at ${cut}`,
    );
    const begun = frames.filter((_, i) => joinBytes(frames.slice(0, i)).length < cut).length;
    assert.equal(found.length, begun + 1, `cut at ${cut}: only frames that had begun to leave are kept`);
    assert.equal(formatHex(found.at(-1)?.unmasked ?? new Uint8Array(0)), "88 00");
  }
});

test("clear drops everything, also what was half taken", () => {
  const [queue] = queueOf();
  queue.push(encodeRawFrame({ opcode: 2, payload: new Uint8Array(100) }));
  queue.take(10);
  queue.clear();
  assert.equal(queue.bytes, 0);
  write(queue, encodeRawFrame({ opcode: 9 }));
  assert.equal(formatHex(joinBytes(queue.take(100))), "89 00");
});
