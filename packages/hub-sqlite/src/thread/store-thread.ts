/**
 * The hub's end of the store's thread: gathers the operations of a turn of the event loop into one message, and settles their
 * promises when the outcomes come. It knows what operations are, and nothing of SQL.
 */
import { Worker } from "node:worker_threads";
import { ByteReader } from "../codec/byte-reader.ts";
import { OperationWriter } from "../codec/operation.ts";
import { type Outcome, readOutcome } from "../codec/outcome.ts";
import { SqliteStoreError } from "../sqlite-store-error.ts";
import type { FromStore, SentFault, ThreadOptions, ToStore } from "./messages.ts";
import { Pending } from "./pending.ts";

/** An outcome that is not a failure. */
export type Success = Exclude<Outcome, { type: "failed" }>;

/** Bytes after which a message does not wait for the end of the turn. */
const FLUSH_BYTES = 512 * 1024;
const FIRST_CAPACITY = 4096;
const MAX_CAPACITY = 256 * 1024;

/** A thread that runs. */
export class StoreThread {
  readonly #worker: Worker;
  readonly #pending: Pending;
  readonly #maxOperations: number;
  #writer: OperationWriter | undefined;
  #capacity = FIRST_CAPACITY;
  #ended: Promise<void> | undefined;

  private constructor(worker: Worker, maxPendingBytes: number, maxOperations: number) {
    this.#worker = worker;
    this.#pending = new Pending(maxPendingBytes);
    this.#maxOperations = maxOperations;
  }

  /** Starts it, and opens the file. @throws SqliteStoreError */
  static async start(
    options: ThreadOptions,
    maxPendingBytes: number,
  ): Promise<{ readonly thread: StoreThread; readonly time: number }> {
    // Beside this module, in the same form: source or built.
    const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
    const worker = new Worker(new URL(`./store-worker.${extension}`, import.meta.url), {
      workerData: options,
      name: "longwire-store",
      execArgv: [...process.execArgv.filter(isForWorkers), "--disable-warning=ExperimentalWarning"],
    });
    const thread = new StoreThread(worker, maxPendingBytes, options.groupCommit.maxEntries);
    const time = await thread.#opened();
    return { thread, time };
  }

  /** Runs an operation. @param write writes it with the number that it is given. @param bytes about what it holds. */
  run(bytes: number, write: (writer: OperationWriter, id: number) => void): Promise<Success> {
    return this.#pending.add(bytes, (id) => {
      const writer = this.#writer ?? this.#begin();
      writer.add(() => write(writer, id));
      if (writer.length >= FLUSH_BYTES || writer.count >= this.#maxOperations) this.#flush();
    });
  }

  /** Copies the file to `path`. */
  async backUp(path: string): Promise<void> {
    await this.#pending.add(0, (id) => this.#post({ type: "backup", id, path }));
  }

  /** Resolves when everything that was asked for is done and on the disk. */
  close(now: number): Promise<void> {
    this.#ended ??= new Promise((resolve, reject) => {
      this.#flush();
      this.#worker.on("message", (message: FromStore) => {
        if (message instanceof Uint8Array || message.type !== "closed") return;
        this.#worker.once("exit", () => (message.fault === undefined ? resolve() : reject(toError(message.fault))));
      });
      // After it ended by itself there is nothing to close.
      this.#worker.once("exit", () => resolve());
      this.#post({ type: "close", now });
    });
    return this.#ended;
  }

  #begin(): OperationWriter {
    this.#writer = new OperationWriter(this.#capacity);
    setImmediate(() => this.#flush());
    return this.#writer;
  }

  #opened(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#worker.on("message", (message: FromStore) => {
        if (message instanceof Uint8Array) this.#settle(message);
        else if (message.type === "opened") resolve(message.time);
        else if (message.type === "refused") reject(toError(message.fault));
        else if (message.type === "backed-up") this.#pending.settle(message.id, backUpOutcome(message.fault));
      });
      const fail = (cause?: Error): void => {
        const error = new SqliteStoreError(this.#ended === undefined ? "stopped" : "closed", cause?.message);
        reject(error);
        this.#pending.failAll(error);
      };
      this.#worker.on("error", fail);
      this.#worker.on("exit", () => fail());
    });
  }

  #settle(outcomes: Uint8Array): void {
    const reader = new ByteReader(outcomes);
    while (!reader.isAtEnd) this.#pending.settle(...readOutcome(reader));
  }

  #flush(): void {
    const writer = this.#writer;
    if (writer === undefined) return;
    this.#writer = undefined;
    // The next message will be about as long.
    this.#capacity = Math.min(MAX_CAPACITY, Math.max(FIRST_CAPACITY, writer.length));
    this.#post(writer.finish());
  }

  #post(message: ToStore): void {
    if (!(message instanceof Uint8Array)) this.#flush();
    this.#worker.postMessage(message, message instanceof Uint8Array ? [message.buffer] : []);
  }
}

/** Options that concern how sources are found and run; the rest is the process's own affair. */
function isForWorkers(option: string): boolean {
  return option.startsWith("--conditions=") || option.startsWith("--experimental-strip-types");
}

function toError({ code, detail }: SentFault): SqliteStoreError {
  return new SqliteStoreError(code, detail);
}

function backUpOutcome(fault: SentFault | undefined): Outcome {
  return fault === undefined ? { type: "done" } : { type: "failed", error: toError(fault) };
}
