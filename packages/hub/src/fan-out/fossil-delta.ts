/**
 * Differences between two runs of bytes in the Fossil delta format: the length of the target, then copies from the source
 * (`count@offset,`) and literal text (`count:bytes`), then a checksum (`sum;`). Numbers are in base 64 with Fossil's digits.
 * Matches are found by blocks of the source, and begin and end between characters of UTF-8, so that the difference of two
 * texts is a text.
 */

const BLOCK = 16;
/** Blocks with the same hash that are looked at for one place of the target. */
const MAX_CANDIDATES = 16;
const digits = new TextEncoder().encode("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~");

/** The delta that makes `target` of `source`. */
export function createFossilDelta(source: Uint8Array, target: Uint8Array): Uint8Array {
  const writer = new DeltaWriter(target);
  const blocks = indexBlocks(source);
  let literalFrom = 0;
  let at = 0;
  while (at + BLOCK <= target.length) {
    const match = findMatch(source, target, blocks, at, literalFrom);
    // A copy costs about as much as twelve literal bytes at most.
    if (match === undefined || match.length < BLOCK) {
      at += 1;
      continue;
    }
    writer.literal(literalFrom, match.targetFrom);
    writer.copy(match.length, match.sourceFrom);
    at = match.targetFrom + match.length;
    literalFrom = at;
  }
  writer.literal(literalFrom, target.length);
  return writer.finish();
}

/** The sum of the target's bytes as 32-bit words, the first byte the highest; what is left at the end is filled with 0. */
export function fossilChecksum(bytes: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < bytes.length; i += 1) sum = (sum + ((bytes[i] ?? 0) << (8 * (3 - (i & 3))))) | 0;
  return sum >>> 0;
}

interface Match {
  readonly targetFrom: number;
  readonly sourceFrom: number;
  readonly length: number;
}

type Blocks = ReadonlyMap<number, readonly number[]>;

function indexBlocks(source: Uint8Array): Blocks {
  const blocks = new Map<number, number[]>();
  for (let at = 0; at + BLOCK <= source.length; at += BLOCK) {
    const hash = hashAt(source, at);
    const known = blocks.get(hash);
    if (known === undefined) blocks.set(hash, [at]);
    else if (known.length < MAX_CANDIDATES) known.push(at);
  }
  return blocks;
}

function hashAt(bytes: Uint8Array, at: number): number {
  let hash = 0;
  for (let i = 0; i < BLOCK; i += 1) hash = (Math.imul(hash, 31) + (bytes[at + i] ?? 0)) | 0;
  return hash;
}

/** The longest match around `at`, which may reach back over literals down to `from`. */
function findMatch(
  source: Uint8Array,
  target: Uint8Array,
  blocks: Blocks,
  at: number,
  from: number,
): Match | undefined {
  let best: Match | undefined;
  for (const block of blocks.get(hashAt(target, at)) ?? []) {
    let end = 0;
    while (block + end < source.length && at + end < target.length && source[block + end] === target[at + end])
      end += 1;
    let back = 0;
    while (at - back > from && block - back > 0 && source[block - back - 1] === target[at - back - 1]) back += 1;
    const match = betweenCharacters(target, at - back, at + end, block - back);
    if (match.length > (best?.length ?? 0)) best = match;
  }
  return best;
}

/** The part of a match that cuts no character of UTF-8 in two. */
function betweenCharacters(target: Uint8Array, from: number, to: number, sourceFrom: number): Match {
  let begin = from;
  while (begin < to && isContinuation(target[begin])) begin += 1;
  let end = to;
  while (end > begin && isContinuation(target[end])) end -= 1;
  return { targetFrom: begin, sourceFrom: sourceFrom + begin - from, length: end - begin };
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

class DeltaWriter {
  readonly #target: Uint8Array;
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  constructor(target: Uint8Array) {
    this.#target = target;
    this.#number(target.length, "\n");
  }

  literal(from: number, to: number): void {
    if (from === to) return;
    this.#number(to - from, ":");
    this.#add(this.#target.subarray(from, to));
  }

  copy(length: number, sourceFrom: number): void {
    this.#number(length, "@");
    this.#number(sourceFrom, ",");
  }

  finish(): Uint8Array {
    this.#number(fossilChecksum(this.#target), ";");
    const delta = new Uint8Array(this.#length);
    let at = 0;
    for (const part of this.#parts) {
      delta.set(part, at);
      at += part.length;
    }
    return delta;
  }

  #number(value: number, mark: string): void {
    const text: number[] = [];
    for (let rest = value; rest > 0 || text.length === 0; rest = Math.floor(rest / 64))
      text.push(digits[rest % 64] ?? 0);
    text.reverse();
    text.push(mark.charCodeAt(0));
    this.#add(Uint8Array.from(text));
  }

  #add(part: Uint8Array): void {
    this.#parts.push(part);
    this.#length += part.length;
  }
}
