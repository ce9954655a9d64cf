/** DEFLATE on node:zlib, and its traps: each was seen to lose or break messages elsewhere. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { constants, deflateRawSync, inflateRawSync } from "node:zlib";
import { SeededRandom } from "@longwire/testkit";
import type { Inflater, ViolationId } from "@longwire/wire";
import { MAX_INFLATING_BYTES, NodeCodecs } from "./node-codec.ts";
import { NodeDeflater } from "./node-deflater.ts";
import { NodeInflater } from "./node-inflater.ts";
import { createSmallInflate, PublicSmallInflate } from "./small-inflate.ts";
import { Turnstile } from "./turnstile.ts";

const NO_LIMIT = Number.POSITIVE_INFINITY;
const KIB = 1024;
const TAIL = Buffer.from([0x00, 0x00, 0xff, 0xff]);

function bounds(jobs = 10, bytes: number = MAX_INFLATING_BYTES): { jobs: Turnstile; inflatedBytes: Turnstile } {
  return { jobs: new Turnstile(jobs), inflatedBytes: new Turnstile(bytes) };
}

const ways: readonly (readonly [name: string, create: () => NodeInflater])[] = [
  ["the stream's handle", () => new NodeInflater(bounds(), createSmallInflate())],
  ["public functions", () => new NodeInflater(bounds(), new PublicSmallInflate())],
  ["the thread pool", () => new NodeInflater(bounds(), { inflate: () => "large" })],
];

function inflate(
  inflater: Inflater,
  data: Uint8Array,
  limitBytes = NO_LIMIT,
  window?: Uint8Array,
): Promise<string | ViolationId> {
  return new Promise((resolve) => {
    inflater.inflate(data, window, limitBytes, (result) => {
      resolve(typeof result === "string" ? result : Buffer.from(result).toString("latin1"));
    });
  });
}

function hex(text: string): Buffer {
  return Buffer.from(text.replaceAll(" ", ""), "hex");
}

/** As a sender makes it: sync flush, tail removed. */
function compress(data: string | Uint8Array): Buffer {
  return deflateRawSync(data, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);
}

for (const [name, create] of ways) {
  describe(`inflating with ${name}`, () => {
    test("edges 53, 54: the examples of RFC 7692 §7.2.3 and other forms of an empty message", async () => {
      const inflater = create();
      const rows: Readonly<Record<string, string>> = {
        "f2 48 cd c9 c9 07 00": "Hello",
        "00 05 00 fa ff 48 65 6c 6c 6f 00": "Hello",
        "f3 48 cd c9 c9 07 00 00": "Hello",
        "f2 48 05 00 00 00 ff ff ca c9 c9 07 00": "Hello",
        "00": "",
        "02 00": "",
        "03 00": "",
        "01": "",
      };
      for (const [bytes, text] of Object.entries(rows)) assert.equal(await inflate(inflater, hex(bytes)), text, bytes);
    });

    test("edge 54, §7.2.3.2: a message may refer to the one before it, through the window alone", async () => {
      const inflater = create();
      assert.equal(await inflate(inflater, hex("f2 00 11 00 00"), NO_LIMIT, Buffer.from("Hello")), "Hello");
      assert.equal(await inflate(inflater, hex("f2 00 11 00 00")), "payload-not-decodable");
    });

    test("edge 55: blocks after a final one are not lost, and may refer to what came before it", async () => {
      const inflater = create();
      const more = (dictionary: string): Buffer =>
        deflateRawSync(" world, hello", { finishFlush: constants.Z_SYNC_FLUSH, dictionary: Buffer.from(dictionary) });
      const message = Buffer.concat([deflateRawSync("hello"), more("hello").subarray(0, -4)]);
      assert.equal(await inflate(inflater, message), "hello world, hello");
      const three = Buffer.concat([deflateRawSync("a"), deflateRawSync("b"), deflateRawSync("c"), Buffer.of(0)]);
      assert.equal(await inflate(inflater, three), "abc");
      const windowed = Buffer.concat([deflateRawSync("x"), more("hellox").subarray(0, -4)]);
      assert.equal(await inflate(inflater, windowed, NO_LIMIT, Buffer.from("hello")), "x world, hello");
    });

    test("edge 55: after a message with a final block the next one is decompressed", async () => {
      const inflater = create();
      for (let i = 0; i < 3; i += 1) {
        assert.equal(await inflate(inflater, deflateRawSync("final")), "final");
        assert.equal(await inflate(inflater, compress("second")), "second");
      }
    });

    test("a final block costs a stream: 256 in one message, not more", async () => {
      const inflater = create();
      const blocks = (count: number): Buffer => Buffer.concat(Array.from({ length: count }, () => deflateRawSync("a")));
      assert.equal(await inflate(inflater, blocks(256)), "a".repeat(256));
      assert.equal(await inflate(inflater, blocks(300)), "payload-not-decodable");
    });

    test("edge 56: what is no DEFLATE, and what ends inside a block; the inflater goes on with the next message", async () => {
      const inflater = create();
      const whole = compress("hello hello hello, a message that is long enough to be cut");
      const bad = [hex("07"), hex("ff ff"), hex("f2 48 cd"), hex("02 02 82"), whole.subarray(0, whole.length - 3)];
      for (const bytes of [...bad, hex("00 06 00 f9 ff 48"), hex("00 05 00 00 00 48")]) {
        assert.equal(await inflate(inflater, bytes), "payload-not-decodable", bytes.toString("hex"));
        assert.equal(await inflate(inflater, compress("next")), "next");
      }
    });

    test("V1, V2: exactly the limit passes, one byte more does not, at every size where the work is done", async () => {
      const inflater = create();
      for (const limit of [1, 5, 1000, 64 * KIB - 1, 64 * KIB, 64 * KIB + 1, 300 * KIB]) {
        const exact = await inflate(inflater, compress("a".repeat(limit)), limit);
        assert.equal(exact.length, limit);
        assert.equal(await inflate(inflater, compress("a".repeat(limit + 1)), limit), "message-too-big");
        assert.equal(await inflate(inflater, compress("next"), 4), "next");
      }
      assert.equal(await inflate(inflater, compress("a"), 0), "message-too-big");
      assert.equal(await inflate(inflater, hex("00"), 0), "");
      const parts = Buffer.concat([deflateRawSync("a".repeat(600)), compress("b".repeat(401))]);
      assert.equal((await inflate(inflater, parts, 1001)).length, 1001);
      assert.equal(await inflate(inflater, parts, 1000), "message-too-big");
    });

    test("results do not share memory", async () => {
      const results: Uint8Array[] = [];
      const inflater = create();
      for (const text of ["one", "two"]) {
        await new Promise<void>((resolve) => {
          inflater.inflate(compress(text), undefined, 10, (result) => {
            assert.ok(typeof result !== "string");
            results.push(result);
            resolve();
          });
        });
      }
      assert.deepEqual(results.map(String), [Buffer.from("one"), Buffer.from("two")].map(String));
    });
  });
}

for (const usesHandle of [true, false]) {
  describe(`deflating with ${usesHandle ? "the stream's handle" : "public functions"}`, () => {
    const options = { windowBits: 12, memLevel: 5, level: 6 };
    const deflater = new NodeDeflater(options, new Turnstile(2), usesHandle);

    test("edge 62: every result ends with 00 00 ff ff, has no final block, and depends on nothing before it", () => {
      for (const text of ["a", "hello hello hello", "x".repeat(32 * KIB)]) {
        const first = Buffer.from(deflater.deflate(Buffer.from(text), undefined));
        assert.deepEqual(first.subarray(-4), TAIL);
        const again = deflater.deflate(Buffer.from(text), undefined);
        assert.deepEqual(Buffer.from(again), first);
        const flush = { finishFlush: constants.Z_SYNC_FLUSH };
        assert.equal(inflateRawSync(Buffer.concat([first, first]), flush).toString(), text + text, "no final block");
      }
    });

    test("what does not get smaller comes out whole, with every memory level", () => {
      const random = new SeededRandom(7692);
      for (let memLevel = 1; memLevel <= 9; memLevel += 1) {
        const each = new NodeDeflater({ windowBits: 9, memLevel, level: 1 }, new Turnstile(1), usesHandle);
        const noise = random.bytes(32 * KIB);
        const compressed = each.deflate(noise, undefined);
        const flush = { finishFlush: constants.Z_SYNC_FLUSH };
        assert.deepEqual(inflateRawSync(compressed, flush), Buffer.from(noise));
      }
    });

    test("with a window, later messages refer to it", () => {
      const text = Buffer.from("a sentence that comes again and again");
      const plain = deflater.deflate(text, undefined).length;
      const compressed = Buffer.from(deflater.deflate(text, text));
      assert.ok(compressed.length < plain / 2);
      const result = inflateRawSync(compressed, { finishFlush: constants.Z_SYNC_FLUSH, dictionary: text });
      assert.deepEqual(result, text);
    });

    test("a large message is compressed later, from a copy, and at once where it has to be", async () => {
      const data = Buffer.alloc(100 * KIB, "abc");
      const later = await new Promise<Uint8Array>((resolve) => {
        assert.equal(deflater.deflate(data, undefined, resolve), undefined);
        data.fill(0);
      });
      const flush = { finishFlush: constants.Z_SYNC_FLUSH };
      assert.equal(inflateRawSync(later, flush).toString(), "abc".repeat(40 * KIB).slice(0, 100 * KIB));
      assert.equal(inflateRawSync(deflater.deflate(data, undefined), flush).length, 100 * KIB);
    });
  });
}

test("no more jobs, and no more bytes, are at work than allowed; what is given up makes room", async () => {
  const shared = bounds(2, 300 * KIB);
  const inflater = new NodeInflater(shared);
  const bomb = compress("a".repeat(1000 * KIB));
  const results: unknown[] = [];
  const begun = Array.from({ length: 6 }, () => inflater.inflate(bomb, undefined, 200 * KIB, (r) => results.push(r)));
  assert.deepEqual([shared.jobs.inside, shared.jobs.waiting], [2, 4]);
  assert.deepEqual([shared.inflatedBytes.inside, shared.inflatedBytes.waiting], [200 * KIB, 1]);
  begun[1]?.();
  begun[5]?.();
  assert.deepEqual([shared.jobs.inside, shared.jobs.waiting], [2, 2]);
  while (shared.jobs.inside > 0) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(results, Array(4).fill("message-too-big"));
  assert.deepEqual([shared.inflatedBytes.inside, shared.inflatedBytes.waiting], [0, 0]);
});

test("codecs with the same options are one, and one deflater serves all connections with the same window", () => {
  const codecs = new NodeCodecs();
  const options = { level: 6, memLevel: 5, concurrency: 10 };
  const codec = codecs.get(options);
  assert.equal(codecs.get({ ...options }), codec);
  assert.notEqual(codecs.get({ ...options, level: 1 }), codec);
  assert.equal(codec.deflater(12), codec.deflater(12));
  assert.notEqual(codec.deflater(12), codec.deflater(9));
});
