/**
 * Cuts a byte stream into lines: "\n" ends one, a "\r" before it goes too, and what follows the last "\n" is a line if
 * there is anything. Bytes stay bytes, so that every text and every binary line comes through as it was.
 */

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Feed it chunks; it keeps the unfinished line only. */
export class LineSplitter {
  #pending: Buffer[] = [];

  /** The lines that end within `chunk`. */
  *push(chunk: Buffer): Generator<Buffer> {
    let from = 0;
    for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, from)) {
      yield this.#take(chunk.subarray(from, at));
      from = at + 1;
    }
    if (from < chunk.length) this.#pending.push(chunk.subarray(from));
  }

  /** The last line, if the stream did not end with "\n". */
  *end(): Generator<Buffer> {
    if (this.#pending.length > 0) yield this.#take(Buffer.alloc(0));
  }

  #take(end: Buffer): Buffer {
    const line = this.#pending.length === 0 ? end : Buffer.concat([...this.#pending, end]);
    this.#pending = [];
    return line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line;
  }
}
