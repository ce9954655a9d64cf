/**
 * The store's thread: opens the file, runs what comes, and does what can wait when nothing comes.
 */
import { randomBytes } from "node:crypto";
import { parentPort, receiveMessageOnPort, workerData } from "node:worker_threads";
import { copyDatabase } from "../data/copy-database.ts";
import { Engine } from "../engine/engine.ts";
import { endRun, type OpenDatabase, openDatabase } from "../engine/open-database.ts";
import { toStoreError } from "../sqlite-store-error.ts";
import { BatchRunner } from "./batch-runner.ts";
import { Checkpoints } from "./checkpoints.ts";
import type { FromStore, SentFault, ThreadOptions, ToStore } from "./messages.ts";
import { Sweeps } from "./sweeps.ts";

const EPOCH_BYTES = 16;

function faultOf(error: unknown): SentFault {
  const { code, detail } = toStoreError(error);
  return { code, detail };
}

function send(message: FromStore): void {
  parentPort?.postMessage(message, message instanceof Uint8Array ? [message.buffer] : []);
}

/** The messages to this thread. Words wait until the operations before them are done. */
class Inbox {
  #word: Exclude<ToStore, Uint8Array> | undefined;

  /** Operations that are there; none when a word comes first. */
  nextOperations(): Uint8Array | undefined {
    if (this.#word !== undefined || parentPort === null) return undefined;
    const received = receiveMessageOnPort(parentPort)?.message as ToStore | undefined;
    if (received === undefined || received instanceof Uint8Array) return received;
    this.#word = received;
    return undefined;
  }

  takeWord(): Exclude<ToStore, Uint8Array> | undefined {
    const word = this.#word;
    this.#word = undefined;
    return word;
  }
}

function serve(open: OpenDatabase, { groupCommit }: ThreadOptions): void {
  const { database, lock } = open;
  const engine = new Engine(database, open.start, () => randomBytes(EPOCH_BYTES).toString("base64url"));
  const inbox = new Inbox();
  const checkpoints = new Checkpoints();
  const sweeps = new Sweeps(engine);
  const runner = new BatchRunner(engine, groupCommit, {
    nextMessage: () => inbox.nextOperations(),
    send,
    now: () => performance.now(),
    onSweep: (now, done) => sweeps.add(now, done),
  });

  const obey = (word: Exclude<ToStore, Uint8Array>): void => {
    if (word.type === "backup") {
      copyDatabase(database, word.path).then(
        () => send({ type: "backed-up", id: word.id, fault: undefined }),
        (error: unknown) => send({ type: "backed-up", id: word.id, fault: faultOf(error) }),
      );
      return;
    }
    let fault: SentFault | undefined;
    try {
      if (!runner.isBroken) endRun(open, word.now);
      database.close();
      lock.release();
    } catch (error) {
      fault = faultOf(error);
    }
    send({ type: "closed", fault });
    parentPort?.close();
  };

  const doWhatCanWait = (isIdle: boolean): void => {
    if (!database.isOpen || runner.isBroken) return;
    if (sweeps.isWaiting) sweeps.step();
    if (!checkpoints.isDue(isIdle)) return;
    checkpoints.done();
    try {
      database.exec("PRAGMA wal_checkpoint(PASSIVE)");
    } catch {
      // The next commit meets the same fault, and there it is told.
    }
  };

  let isQuiet = false;
  const lookAgain = (): void => {
    isQuiet = true;
    setImmediate(() => {
      if (!isQuiet) return;
      doWhatCanWait(true);
      if (sweeps.isWaiting && !runner.isBroken) lookAgain();
    });
  };

  parentPort?.on("message", (message: ToStore) => {
    isQuiet = false;
    if (message instanceof Uint8Array) checkpoints.add(runner.run(message));
    else obey(message);
    const word = inbox.takeWord();
    if (word !== undefined) obey(word);
    doWhatCanWait(false);
    lookAgain();
  });
}

function start(options: ThreadOptions): void {
  try {
    const open = openDatabase(options);
    serve(open, options);
    send({ type: "opened", time: open.time });
  } catch (error) {
    send({ type: "refused", fault: faultOf(error) });
    parentPort?.close();
  }
}

// Whoever makes this thread gives these.
start(workerData as ThreadOptions);
