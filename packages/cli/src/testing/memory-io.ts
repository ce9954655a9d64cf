/**
 * The process as a command sees it, made of memory: what it types, what it reads, whether it is a terminal.
 */
import { PassThrough } from "node:stream";
import type { CommandIo, StopSignal } from "../command.ts";

/** Streams of a test. `isTTY` makes all three a terminal. */
export class MemoryIo implements CommandIo {
  readonly stdin: PassThrough & { isTTY?: boolean } = new PassThrough();
  readonly stdout: PassThrough & { isTTY?: boolean } = new PassThrough();
  readonly stderr: PassThrough & { isTTY?: boolean } = new PassThrough();
  readonly #stopListeners = new Set<(signal: StopSignal) => void>();
  readonly #text = { stdout: "", stderr: "" };

  constructor({ isTTY = false }: { readonly isTTY?: boolean } = {}) {
    for (const name of ["stdout", "stderr"] as const) {
      this[name].setEncoding("utf8").on("data", (text: string) => {
        this.#text[name] += text;
      });
    }
    if (!isTTY) return;
    for (const stream of [this.stdin, this.stdout, this.stderr]) stream.isTTY = true;
  }

  /** What was written to stdout so far. */
  get stdoutText(): string {
    return this.#text.stdout;
  }

  /** What was written to stderr so far. */
  get stderrText(): string {
    return this.#text.stderr;
  }

  onStopSignal(listener: (signal: StopSignal) => void): () => void {
    this.#stopListeners.add(listener);
    return () => this.#stopListeners.delete(listener);
  }

  /** As if the process got `signal`. */
  stop(signal: StopSignal): void {
    for (const listener of this.#stopListeners) listener(signal);
  }

  /** Resolves when what was written matches `pattern`, stdout before stderr. */
  async waitFor(pattern: RegExp): Promise<void> {
    const isThere = (): boolean => pattern.test(this.#text.stdout + this.#text.stderr);
    while (!isThere()) {
      await new Promise<void>((resolve) => {
        for (const stream of [this.stdout, this.stderr]) stream.once("data", () => resolve());
      });
    }
  }
}
