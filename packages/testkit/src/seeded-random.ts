/**
 * Random numbers that a seed repeats exactly, for tests and the fuzzer. It knows nothing of security: never use it for
 * masking keys of a real connection.
 */

/** A small generator (mulberry32): 32 bits of state, good enough to vary tests. Print `seed` with every failure. */
export class SeededRandom {
  readonly seed: number;
  #state: number;

  /** @param seed any integer; its low 32 bits count. */
  constructor(seed: number) {
    this.seed = seed >>> 0;
    this.#state = this.seed;
  }

  /** A number from 0 to 2^32 - 1. */
  nextUint32(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** An integer from 0 to `bound` - 1; 0 when `bound` is 0. */
  below(bound: number): number {
    return bound <= 0 ? 0 : Math.floor((this.nextUint32() / 2 ** 32) * bound);
  }

  /** True with the given probability, 0 to 1. */
  chance(probability: number): boolean {
    return this.nextUint32() / 2 ** 32 < probability;
  }

  /** One of `items`, which must not be empty. */
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T; // `below` stays inside a list that is not empty
  }

  /** `length` random bytes. */
  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.below(256));
  }
}
