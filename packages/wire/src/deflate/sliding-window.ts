/**
 * The last bytes of what went one way, for an agreement with context takeover (RFC 7692 §7.2.1): later messages may refer
 * to them. It knows bytes and not how they are compressed. No memory is held before the first message.
 */

/** At most 2 to the power of some bits bytes. */
export class SlidingWindow {
  readonly #size: number;
  #memory: Uint8Array | undefined;
  #length = 0;

  /** @param windowBits 8 to 15. */
  constructor(windowBits: number) {
    this.#size = 2 ** windowBits;
  }

  /** What there is, oldest first; `undefined` for nothing. It changes with the next `push`. */
  get bytes(): Uint8Array | undefined {
    return this.#length === 0 ? undefined : this.#memory?.subarray(0, this.#length);
  }

  /** `data` went by. It is copied. */
  push(data: Uint8Array): void {
    const memory = this.#memoryFor(data.length);
    const kept = Math.min(this.#length, memory.length - Math.min(data.length, memory.length));
    if (kept < this.#length) memory.copyWithin(0, this.#length - kept, this.#length);
    const added = Math.min(data.length, memory.length);
    memory.set(data.subarray(data.length - added), kept);
    this.#length = kept + added;
  }

  /** Grows to the whole size only for those who say that much. */
  #memoryFor(added: number): Uint8Array {
    const old = this.#memory;
    const needed = Math.min(this.#size, this.#length + added);
    if (old !== undefined && old.length >= needed) return old;
    const memory = new Uint8Array(Math.min(this.#size, Math.max(needed, 2 * (old?.length ?? 0))));
    if (old !== undefined) memory.set(old.subarray(0, this.#length));
    this.#memory = memory;
    return memory;
  }
}
