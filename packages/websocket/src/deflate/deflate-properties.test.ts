/** Any messages under any agreement arrive as they were sent; any bytes at all come to a message within the limit, or to a fault. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createDeflateTransforms, type MessageTransform } from "@longwire/wire";
import fc from "fast-check";
import { NodeCodecs } from "./node-codec.ts";
import { NodeInflater } from "./node-inflater.ts";
import { createSmallInflate, PublicSmallInflate } from "./small-inflate.ts";
import { Turnstile } from "./turnstile.ts";

const codecs = new NodeCodecs();

const agreements = fc.record({
  noContextTakeover: fc.boolean(),
  windowBits: fc.integer({ min: 8, max: 15 }),
  level: fc.integer({ min: -1, max: 9 }),
  memLevel: fc.integer({ min: 1, max: 9 }),
  threshold: fc.constantFrom(0, 10, 1024),
});

/** Short ones, ones that repeat themselves and others, and some beyond what is done at once. */
const payloads = fc.oneof(
  { weight: 4, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  { weight: 4, arbitrary: fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.nat(400)).map(repeated) },
  { weight: 1, arbitrary: fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 3000 }), fc.nat(80)).map(repeated) },
);

function repeated([bytes, times]: [Uint8Array, number]): Uint8Array {
  return Buffer.concat(Array.from({ length: times }, () => bytes));
}

const messages = fc.array(
  fc.record({ parts: fc.array(payloads, { minLength: 1, maxLength: 4 }), compress: fc.boolean() }),
  { maxLength: 8 },
);

/** The payload of a part on the wire; `undefined` where it goes as it is. */
function encode(
  transform: MessageTransform,
  payload: Uint8Array,
  part: { isFirst: boolean; isLast: boolean; compress: boolean },
): Promise<Uint8Array | undefined> {
  return new Promise((resolve) => {
    const encoded = transform.encode(payload, part, resolve);
    if (encoded !== "later") resolve(encoded && Buffer.from(encoded));
  });
}

function decode(transform: MessageTransform, payload: Uint8Array): Promise<Uint8Array | string> {
  return new Promise((resolve) => transform.decode(payload, 1e9, resolve));
}

test("any messages, whole and in fragments, compressed and not, under any agreement", async () => {
  await fc.assert(
    fc.asyncProperty(agreements, messages, async (terms, sequence) => {
      const codec = codecs.get({ level: terms.level, memLevel: terms.memLevel, concurrency: 4 });
      const create = createDeflateTransforms(codec, { thresholdBytes: terms.threshold });
      const direction = { noContextTakeover: terms.noContextTakeover, windowBits: terms.windowBits };
      const sender = create({ own: direction, peer: { noContextTakeover: true, windowBits: 15 } });
      const receiver = create({ own: { noContextTakeover: true, windowBits: 15 }, peer: direction });
      for (const { parts, compress } of sequence) {
        const encoded: (Uint8Array | undefined)[] = [];
        for (const [i, part] of parts.entries()) {
          const about = { isFirst: i === 0, isLast: i === parts.length - 1, compress };
          encoded.push(await encode(sender, part, about));
        }
        const isEncoded = encoded[0] !== undefined;
        assert.ok(
          encoded.every((part) => (part !== undefined) === isEncoded),
          "a message is compressed or it is not",
        );
        if (!isEncoded) continue;
        const result = await decode(receiver, Buffer.concat(encoded as Uint8Array[]));
        assert.deepEqual(Buffer.from(result as Uint8Array), Buffer.concat(parts));
      }
      sender.dispose();
      receiver.dispose();
    }),
    { numRuns: 150 },
  );
});

test("V11, V27: any bytes come to a message within the limit or to a fault, the same in every way of doing it", async () => {
  const bounds = { jobs: new Turnstile(10), inflatedBytes: new Turnstile(1e8) };
  const inflaters = [
    new NodeInflater(bounds, createSmallInflate()),
    new NodeInflater(bounds, new PublicSmallInflate()),
    new NodeInflater(bounds, { inflate: () => "large" }),
  ];
  const deflater = codecs.get({ level: 6, memLevel: 8, concurrency: 4 }).deflater(15);
  /** Noise, and good DEFLATE with a byte changed or an end cut off. */
  const inputs = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 200 }),
    fc.tuple(payloads, fc.nat(), fc.nat(255), fc.boolean()).map(([plain, at, byte, cut]) => {
      const bytes = plain.length === 0 ? Buffer.of(0) : Buffer.from(deflater.deflate(plain, undefined));
      bytes[at % bytes.length] = byte;
      return cut ? bytes.subarray(0, 1 + (at % bytes.length)) : bytes;
    }),
  );
  await fc.assert(
    fc.asyncProperty(inputs, fc.constantFrom(0, 10, 70_000, 1e6), async (bytes, limit) => {
      const results = await Promise.all(
        inflaters.map(
          (inflater) =>
            new Promise<string>((resolve) =>
              inflater.inflate(bytes, undefined, limit, (result) => {
                if (typeof result !== "string") assert.ok(result.length <= limit);
                resolve(typeof result === "string" ? result : Buffer.from(result).toString("hex"));
              }),
            ),
        ),
      );
      const [first] = results;
      const isFault = first === "message-too-big" || first === "payload-not-decodable";
      // What is wrong in two ways may be called either.
      for (const each of results) {
        if (isFault) assert.ok(each === "message-too-big" || each === "payload-not-decodable");
        else assert.equal(each, first);
      }
    }),
    { numRuns: 400 },
  );
});
