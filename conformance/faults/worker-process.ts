/**
 * The children of a run that are clients and publishers: how they are started and spoken with, and their side of it.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** Where a worker's files and servers are. */
export interface WorkerPlan {
  /** Of the history. */
  readonly file: string;
  /** What `process.hrtime.bigint()` said when the run began, in decimal. */
  readonly origin: string;
  /** Ports of this machine through which the server is reached. */
  readonly ports: readonly number[];
  readonly seed: number;
  /** Channels, one list for each kind. */
  readonly channels: readonly (readonly string[])[];
  /** Names of the clients or publishers of this process. */
  readonly names: readonly string[];
  /** Of publications, of each publisher. */
  readonly perSecond: number;
}

/** Where logs end, by channel. */
export type Tops = Readonly<Record<string, { readonly epoch: string; readonly offset: number }>>;

/** What a worker is told. */
export type WorkerOrder =
  | { readonly type: "begin"; readonly plan: WorkerPlan }
  /** Clients: answer when all have come to the tops, or after the limit. Publishers: stop, and answer when all is answered. */
  | { readonly type: "settle"; readonly tops: Tops; readonly limitMs: number }
  | { readonly type: "end" };

/** What it answers. */
export type WorkerAnswer =
  | { readonly type: "ready" }
  /** Who has not come there. */
  | { readonly type: "settled"; readonly behind: readonly string[] };

/** A worker as its parent sees it. */
export class WorkerProcess {
  readonly #child: ChildProcess;

  /** @param module name of a file of this folder. */
  constructor(module: "clients-process.ts" | "publishers-process.ts") {
    const path = fileURLToPath(new URL(module, import.meta.url));
    this.#child = fork(path, [], {
      execArgv: ["--conditions=@longwire/source", "--disable-warning=ExperimentalWarning"],
    });
  }

  /** Begins; resolves when it is at work. */
  async begin(plan: WorkerPlan): Promise<void> {
    await this.#ask({ type: "begin", plan });
  }

  /** @see WorkerOrder. @returns who is behind. */
  async settle(tops: Tops, limitMs: number): Promise<readonly string[]> {
    const answer = await this.#ask({ type: "settle", tops, limitMs });
    return answer.type === "settled" ? answer.behind : [];
  }

  /** Ends it; its file is complete then. */
  async end(): Promise<void> {
    const ended = once(this.#child, "exit");
    this.#child.send({ type: "end" } satisfies WorkerOrder);
    const [code] = await ended;
    if (code !== 0) throw new Error(`a worker ended with ${code}`);
  }

  /** Ends it at once, if it is there. */
  kill(): void {
    if (this.#child.exitCode === null) this.#child.kill("SIGKILL");
  }

  #ask(order: WorkerOrder): Promise<WorkerAnswer> {
    return new Promise((resolve, reject) => {
      const onExit = (code: number | null): void => reject(new Error(`a worker ended with ${code}`));
      this.#child.once("exit", onExit);
      this.#child.once("message", (answer: WorkerAnswer) => {
        this.#child.off("exit", onExit);
        resolve(answer);
      });
      this.#child.send(order);
    });
  }
}

/** What a worker does. */
export interface WorkerDuties {
  /** Resolves when it is at work. */
  begin(plan: WorkerPlan): Promise<void>;
  settle(tops: Tops, limitMs: number): Promise<readonly string[]>;
  /** Resolves when its file is complete. */
  end(): Promise<void>;
}

/** Makes this process a worker. */
export function obeyParent(duties: WorkerDuties): void {
  const answer = (message: WorkerAnswer): void => {
    process.send?.(message);
  };
  const obey = async (order: WorkerOrder): Promise<void> => {
    if (order.type === "begin") {
      await duties.begin(order.plan);
      answer({ type: "ready" });
    } else if (order.type === "settle") {
      answer({ type: "settled", behind: await duties.settle(order.tops, order.limitMs) });
    } else {
      await duties.end();
      process.exit(0);
    }
  };
  process.on("message", (order: WorkerOrder) => {
    obey(order).catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
  });
  // Whoever started it is gone.
  process.on("disconnect", () => process.exit(1));
}
