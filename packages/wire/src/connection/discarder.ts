/**
 * What stands in for the frame reader after a Close or a failure: it throws bytes away and counts them.
 * So "data after close" cannot be handled by mistake (RFC 6455 §5.5.1, §7.1.7), nor go on for ever.
 */

/** Something that takes bytes off the stream. */
export interface InputReader {
  /** Reads on from `bytes[at]` (below `bytes.length`). @returns the index of the first byte not consumed, above `at`. */
  read(bytes: Uint8Array, at: number): number;
}

/** Swallows everything, and says so once when it was too much. */
export class Discarder implements InputReader {
  #room: number;
  readonly #onLimit: () => void;

  /** @param limitBytes `Limits.maxDiscardedBytes`. @param onLimit called once when more than that was thrown away. */
  constructor(limitBytes: number, onLimit: () => void) {
    this.#room = limitBytes;
    this.#onLimit = onLimit;
  }

  /** @param to where it stops. Default: at the end. */
  read(bytes: Uint8Array, at: number, to: number = bytes.length): number {
    const before = this.#room;
    this.#room -= to - at;
    if (before >= 0 && this.#room < 0) this.#onLimit();
    return to;
  }
}
