/**
 * A store without its thread: the same operations, groups and file, one message after the other.
 */
import { randomBytes } from "node:crypto";
import { ByteReader } from "../codec/byte-reader.ts";
import { OperationWriter } from "../codec/operation.ts";
import { type Outcome, readOutcome } from "../codec/outcome.ts";
import { Engine } from "../engine/engine.ts";
import { type DatabaseOptions, endRun, openDatabase } from "../engine/open-database.ts";
import { groupCommitDefaults } from "../group-commit.ts";
import { BatchRunner } from "../thread/batch-runner.ts";
import { Sweeps } from "../thread/sweeps.ts";

/** Writes an operation with the number that it is given. */
export type WriteOperation = (writer: OperationWriter, id: number) => void;

/** An open file. */
export interface DirectStore {
  /** Runs operations as one message. @returns their outcomes, in the order of the operations. */
  run(...operations: readonly WriteOperation[]): Outcome[];
  /** Runs a sweep to its end. */
  sweep(now: number): void;
  /** The numbers of outcomes as they were sent, a list for each message. */
  readonly sent: readonly (readonly number[])[];
  /** The next commit fails with `error`. */
  failCommit(error: Error): void;
  /** Ends in peace. */
  close(now: number): void;
  /** Ends as a process does that is killed, in so far as a file shows it. */
  abandon(): void;
}

/** Opens one. @throws SqliteStoreError */
export function openDirectly(options: Partial<DatabaseOptions> & { readonly file: string }): DirectStore {
  const open = openDatabase({ cacheBytes: 1024 * 1024, ...options });
  const engine = new Engine(open.database, open.start, () => randomBytes(16).toString("base64url"));
  const sweeps = new Sweeps(engine);
  const outcomes = new Map<number, Outcome>();
  const sent: number[][] = [];
  const runner = new BatchRunner(engine, groupCommitDefaults, {
    nextMessage: () => undefined,
    now: () => 0,
    onSweep: (now, done) => sweeps.add(now, done),
    send: (bytes) => {
      const message: number[] = [];
      for (const reader = new ByteReader(bytes); !reader.isAtEnd; ) {
        const [id, outcome] = readOutcome(reader);
        outcomes.set(id, outcome);
        message.push(id);
      }
      sent.push(message);
    },
  });
  const end = (): void => {
    open.database.close();
    open.lock.release();
  };
  return {
    sent,
    run: (...operations) => {
      const writer = new OperationWriter(64);
      outcomes.clear();
      for (const [id, write] of operations.entries()) write(writer, id);
      runner.run(writer.finish());
      return operations.map((_, id) => outcomes.get(id) ?? { type: "done" });
    },
    sweep: (now) => {
      sweeps.add(now, () => undefined);
      while (sweeps.isWaiting) sweeps.step();
    },
    failCommit: (error) => {
      const { commit } = engine;
      engine.commit = () => {
        engine.commit = commit;
        throw error;
      };
    },
    close: (now) => {
      endRun(open, now);
      end();
    },
    abandon: end,
  };
}
