/**
 * Changes inputs a little: flipped bits, lost and repeated parts, pieces of other inputs, numbers at borders.
 * It knows bytes, and that the second byte of a frame is a length.
 */
import { joinBytes, type SeededRandom } from "@longwire/testkit";

const MAX_INPUT_BYTES = 4096;
/** Bytes at which parsers go wrong: bounds of lengths, of UTF-8, of opcodes, and the separators of HTTP. */
const interesting = [
  0, 1, 0x09, 0x0a, 0x0d, 0x20, 0x22, 0x2c, 0x3a, 0x3b, 0x3d, 0x5c, 0x7d, 0x7e, 0x7f, 0x80, 0x81, 0x88,
];
const moreInteresting = [...interesting, 0x89, 0x8a, 0xbf, 0xc0, 0xc1, 0xe0, 0xed, 0xf0, 0xf4, 0xfe, 0xff];

type Mutation = (input: Uint8Array, random: SeededRandom, other: Uint8Array) => Uint8Array;

function replaceByte(input: Uint8Array, random: SeededRandom, change: (byte: number) => number): Uint8Array {
  const output = input.slice();
  const at = random.below(output.length);
  if (output.length > 0) output[at] = change(output[at] as number); // `at` is inside
  return output;
}

const mutations: readonly Mutation[] = [
  (input, random) => replaceByte(input, random, (byte) => byte ^ (1 << random.below(8))),
  (input, random) => replaceByte(input, random, () => random.pick(moreInteresting)),
  (input, random) => replaceByte(input, random, (byte) => byte + random.pick([-1, 1, 2, 16, 128])),
  // An edited length near the start of a frame.
  (input, random) => {
    const output = input.slice();
    const at = random.below(Math.min(output.length, 12));
    if (output.length > 1) output[at] = random.pick([0, 1, 125, 126, 127, 128, 253, 254, 255]);
    return output;
  },
  (input, random) => input.slice(0, random.below(input.length + 1)),
  (input, random) => input.slice(random.below(input.length + 1)),
  (input, random) => {
    const [from, to] = rangeOf(input, random);
    return joinBytes([input.subarray(0, from), input.subarray(to)]);
  },
  (input, random) => {
    const [from, to] = rangeOf(input, random);
    const part = input.subarray(from, to);
    return joinBytes([input.subarray(0, to), part, part, input.subarray(to)]);
  },
  (input, random, other) => {
    const at = random.below(input.length + 1);
    const [from, to] = rangeOf(other, random);
    return joinBytes([input.subarray(0, at), other.subarray(from, to), input.subarray(at)]);
  },
  (input, _, other) => joinBytes([input, other]),
  (input, random) => {
    const at = random.below(input.length + 1);
    return joinBytes([input.subarray(0, at), random.bytes(1 + random.below(8)), input.subarray(at)]);
  },
];

function rangeOf(input: Uint8Array, random: SeededRandom): [from: number, to: number] {
  const a = random.below(input.length + 1);
  const b = Math.min(input.length, a + random.below(64));
  return [a, b];
}

/** One to four changes of `input`; `other` is where foreign pieces come from. At most 4 KiB. */
export function mutate(input: Uint8Array, other: Uint8Array, random: SeededRandom): Uint8Array {
  let output = input;
  for (let left = 1 + random.below(4); left > 0; left -= 1) output = random.pick(mutations)(output, random, other);
  return output.slice(0, MAX_INPUT_BYTES);
}
