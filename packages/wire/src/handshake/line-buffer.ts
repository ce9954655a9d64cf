/**
 * A line of a head that arrives in pieces: keeps the pieces in one buffer that doubles, never one object per piece.
 * It does not bound itself; the reader that feeds it counts every byte against `maxHeadBytes`.
 */
import { decodeLatin1 } from "./latin1.ts";

const FIRST_CAPACITY_BYTES = 256;
const NO_BYTES = new Uint8Array(0);

/** Collects the bytes of one line, then gives it as text. A line that came in one piece is never copied. */
export class LineBuffer {
  #bytes: Uint8Array = NO_BYTES;
  #length = 0;

  /** Bytes kept so far. */
  get length(): number {
    return this.#length;
  }

  /** Keeps a piece of a line that goes on in later bytes. */
  append(piece: Uint8Array): void {
    const length = this.#length + piece.length;
    if (length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(length, this.#bytes.length * 2, FIRST_CAPACITY_BYTES));
      grown.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = grown;
    }
    this.#bytes.set(piece, this.#length);
    this.#length = length;
  }

  /**
   * The line that ends with `bytes[start]` to `bytes[end - 1]`, one byte a character; the buffer is empty afterwards.
   */
  takeLine(bytes: Uint8Array, start: number, end: number): string {
    if (this.#length === 0) return decodeLatin1(bytes, start, end);
    this.append(bytes.subarray(start, end));
    const line = decodeLatin1(this.#bytes, 0, this.#length);
    this.#length = 0;
    return line;
  }
}
