/**
 * Runs operations in groups: one transaction and one fsync for each, then the answers. What is committed already is answered
 * before the fsync. It knows no thread: messages come from a function and answers go to one.
 */
import { ByteReader } from "../codec/byte-reader.ts";
import { ByteWriter } from "../codec/byte-writer.ts";
import { readOperation } from "../codec/operation.ts";
import { type StoredOutcome, writeOutcome } from "../codec/outcome.ts";
import type { Engine, GroupOperation } from "../engine/engine.ts";
import { GroupCommit, type GroupCommitLimits } from "../group-commit.ts";
import { type SqliteStoreError, toStoreError } from "../sqlite-store-error.ts";

/** What the runner needs of its surroundings. */
export interface BatchRunnerPorts {
  /** The next message, when one is there. */
  readonly nextMessage: () => Uint8Array | undefined;
  readonly send: (outcomes: Uint8Array<ArrayBuffer>) => void;
  /** Monotonic, in milliseconds. */
  readonly now: () => number;
  /** Asked for a sweep: told when it is to be run, and calls back with what came of it. */
  readonly onSweep: (now: number, done: (outcome: StoredOutcome) => void) => void;
}

/** Groups, one after the other. */
export class BatchRunner {
  readonly #engine: Engine;
  readonly #ports: BatchRunnerPorts;
  readonly #group: GroupCommit;
  /** Answers that need no commit, and those that wait for one. */
  #ready: ByteWriter | undefined;
  #waiting: [id: number, outcome: StoredOutcome][] = [];

  #broken: SqliteStoreError | undefined;

  constructor(engine: Engine, limits: GroupCommitLimits, ports: BatchRunnerPorts) {
    this.#engine = engine;
    this.#ports = ports;
    this.#group = new GroupCommit(limits);
  }

  /** The disk has failed: nothing is written any more, and the run must not be said to have ended in peace. */
  get isBroken(): boolean {
    return this.#broken !== undefined;
  }

  /** Runs the operations of a message, and of those that follow at once. @returns how many writes were committed. */
  run(first: Uint8Array): number {
    let writes = 0;
    for (let message: Uint8Array | undefined = first; message !== undefined; ) {
      const reader = new ByteReader(message);
      message = undefined;
      while (!reader.isAtEnd) {
        writes += this.#runNext(reader);
        if (reader.isAtEnd) message = this.#ports.nextMessage();
        if (this.#group.isDue(this.#ports.now(), !reader.isAtEnd || message !== undefined)) this.#commit();
      }
    }
    this.#sendReady();
    return writes;
  }

  #runNext(reader: ByteReader): 0 | 1 {
    const [id, operation] = readOperation(reader);
    if (operation.type === "sweep") {
      this.#ports.onSweep(operation.now, (outcome) => {
        this.#answer(id, outcome);
        this.#sendReady();
      });
      return 0;
    }
    if (this.#broken !== undefined) {
      this.#answer(id, { type: "failed", error: this.#broken });
      return 0;
    }
    try {
      return this.#runInGroup(id, operation);
    } catch (error) {
      const isGroupWhole = this.#group.durability === undefined || this.#engine.isInTransaction;
      if (operation.type === "read" && isGroupWhole) {
        // What others write does not depend on it.
        this.#answer(id, { type: "failed", error: toStoreError(error) });
        return 0;
      }
      this.#waiting.push([id, { type: "done" }]);
      this.#fail(error);
      return 0;
    }
  }

  #runInGroup(id: number, operation: GroupOperation): 0 | 1 {
    const needed = this.#engine.neededFor(operation);
    if (needed !== undefined) {
      if (this.#group.mustCommitBefore(needed)) this.#commit();
      if (this.#group.durability === undefined) this.#engine.begin(needed);
      this.#group.add(needed, this.#ports.now());
    }
    const { outcome, isCommitted } = this.#engine.run(operation);
    if (isCommitted) this.#answer(id, outcome);
    else this.#waiting.push([id, outcome]);
    return needed === undefined ? 0 : 1;
  }

  #commit(): void {
    // Whoever waits for these need not wait for the fsync.
    this.#sendReady();
    try {
      this.#engine.commit();
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#group.end();
    const answers = this.#waiting;
    this.#waiting = [];
    for (const [id, outcome] of answers) this.#answer(id, outcome);
    this.#sendReady();
  }

  /** Nothing of the group is committed: everybody who waits is told. */
  #fail(cause: unknown): void {
    const error = toStoreError(cause);
    const failed = this.#waiting;
    this.#waiting = [];
    this.#group.end();
    // A disk that failed once may have dropped what it was given before: a later success would mean nothing.
    if (error.code === "io") this.#broken = error;
    for (const [id] of failed) this.#answer(id, { type: "failed", error });
    this.#sendReady();
    this.#engine.rollback();
  }

  #answer(id: number, outcome: StoredOutcome): void {
    this.#ready ??= new ByteWriter();
    writeOutcome(this.#ready, id, outcome);
  }

  #sendReady(): void {
    const writer = this.#ready;
    if (writer === undefined) return;
    this.#ready = undefined;
    this.#ports.send(writer.finish());
  }
}
