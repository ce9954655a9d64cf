/**
 * Writes what a process sees as lines of a history (docs/reference/histories.md), with the time on the clock that all
 * processes of this machine share.
 */
import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";

/** One file of a history. */
export class HistoryWriter {
  readonly #stream: WriteStream;
  readonly #origin: bigint;

  /** @param origin what `process.hrtime.bigint()` said when the run began. */
  constructor(path: string, origin: bigint) {
    this.#stream = createWriteStream(path);
    this.#origin = origin;
  }

  /** Writes a record that has a time. */
  happened(record: object): void {
    const t = Number(process.hrtime.bigint() - this.#origin) / 1e6;
    this.write({ t, ...record });
  }

  /** Writes a record. */
  write(record: object): void {
    this.#stream.write(`${JSON.stringify(record)}\n`);
  }

  /** Resolves when everything is in the file. */
  async end(): Promise<void> {
    this.#stream.end();
    await once(this.#stream, "close");
  }
}
