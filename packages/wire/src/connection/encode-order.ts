/**
 * Keeps frames in order while an extension encodes one of them later: what is sent after it waits behind it.
 * It knows no frame and no extension; control frames other than Close do not come here (RFC 6455 §5.4 lets them pass).
 */

/** What compression may add to a message that does not get smaller (RFC 7692 §7.2.1: stored blocks). */
const MAX_GROWTH_SHARE = 1 / 1024;
const MAX_GROWTH_BYTES = 64;

interface Slot {
  /** What is counted while it waits: never less than what will be queued. */
  readonly bytes: number;
  /** Puts the frame into the output; `undefined` while it is being encoded. */
  write: (() => void) | undefined;
}

/** A queue with one slot for each frame that waits; empty whenever nothing is being encoded. */
export class EncodeOrder {
  readonly #onLate: () => void;
  #slots: Slot[] = [];
  #bytes = 0;

  /** @param onLate called after frames have been written that waited. */
  constructor(onLate: () => void) {
    this.#onLate = onLate;
  }

  /** True while something waits. */
  get isBusy(): boolean {
    return this.#slots.length > 0;
  }

  /** Bytes that wait, those that are not encoded yet as they are. */
  get bytes(): number {
    return this.#bytes;
  }

  /** A frame of `length` bytes is being encoded. @returns what to call, once, to have it written in its turn. */
  expect(length: number): (write: () => void) => void {
    const bytes = length + Math.ceil(length * MAX_GROWTH_SHARE) + MAX_GROWTH_BYTES;
    const slot: Slot = { bytes, write: undefined };
    this.#add(slot);
    return (write) => {
      slot.write = write;
      // After `clear` its slot is gone, and nobody waits for it.
      if (this.#slots.includes(slot)) this.#writeReady();
    };
  }

  /** Has a frame of at most `bytes` bytes written in its turn, which is not now: only while busy. */
  append(bytes: number, write: () => void): void {
    this.#add({ bytes, write });
  }

  /** Forgets what waits. */
  clear(): void {
    this.#slots = [];
    this.#bytes = 0;
  }

  #add(slot: Slot): void {
    this.#slots.push(slot);
    this.#bytes += slot.bytes;
  }

  #writeReady(): void {
    const before = this.#slots.length;
    for (let slot = this.#slots[0]; slot?.write !== undefined; slot = this.#slots[0]) {
      this.#slots.shift();
      this.#bytes -= slot.bytes;
      slot.write();
    }
    if (this.#slots.length < before) this.#onLate();
  }
}
