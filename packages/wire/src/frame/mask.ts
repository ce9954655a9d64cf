/**
 * Masking and unmasking (RFC 6455 §5.3): byte i of the payload is XORed with byte i mod 4 of the key.
 * It knows two ways that give the same bytes: a loop over bytes, and one over 32-bit words for long payloads.
 */

/** From this length on, words are quicker than bytes: the view costs more than it saves below it. */
const WORDS_FROM_BYTES = 192;

const isLittleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/** The key turned so that its byte `phase` comes first. */
function rotate(key: number, phase: number): number {
  const bits = (phase & 3) * 8;
  return bits === 0 ? key : (key << bits) | (key >>> (32 - bits));
}

function swapBytes(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}

/** XORs `source[from, to)` into `target` from `at`, byte by byte. The oracle for the faster way. */
export function maskBytes(
  source: Uint8Array,
  from: number,
  to: number,
  target: Uint8Array,
  at: number,
  key: number,
): void {
  const key0 = key >>> 24;
  const key1 = (key >>> 16) & 0xff;
  const key2 = (key >>> 8) & 0xff;
  const key3 = key & 0xff;
  // Bounds are the caller's contract; the casts only tell the compiler so.
  let out = at;
  let i = from;
  for (const last = to - 3; i < last; i += 4, out += 4) {
    target[out] = (source[i] as number) ^ key0;
    target[out + 1] = (source[i + 1] as number) ^ key1;
    target[out + 2] = (source[i + 2] as number) ^ key2;
    target[out + 3] = (source[i + 3] as number) ^ key3;
  }
  if (i < to) target[out] = (source[i] as number) ^ key0;
  if (i + 1 < to) target[out + 1] = (source[i + 1] as number) ^ key1;
  if (i + 2 < to) target[out + 2] = (source[i + 2] as number) ^ key2;
}

function maskWordsInPlace(target: Uint8Array, from: number, to: number, key: number): void {
  // The words of the view must be aligned in the underlying buffer, whatever the payload's own offset.
  const lead = -(target.byteOffset + from) & 3;
  const start = from + lead;
  const words = (to - start) >> 2;
  maskBytes(target, from, start, target, from, key);
  const turned = rotate(key, lead);
  const word = isLittleEndian ? swapBytes(turned) : turned;
  const view = new Int32Array(target.buffer, target.byteOffset + start, words);
  for (let i = 0; i < words; i += 1) view[i] = (view[i] as number) ^ word;
  const tail = start + words * 4;
  maskBytes(target, tail, to, target, tail, turned);
}

/**
 * Copies `source[from, to)` to `target` at `at` and masks (or unmasks) it on the way; `source` is not changed.
 * @param key masking key, first byte most significant.
 * @param phase index of `source[from]` within the frame's payload, so that a payload may arrive in parts.
 */
export function copyMasked(
  source: Uint8Array,
  from: number,
  to: number,
  target: Uint8Array,
  at: number,
  key: number,
  phase: number,
): void {
  const turned = rotate(key, phase);
  if (to - from < WORDS_FROM_BYTES) {
    maskBytes(source, from, to, target, at, turned);
    return;
  }
  target.set(source.subarray(from, to), at);
  if (key !== 0) maskWordsInPlace(target, at, at + to - from, turned);
}
