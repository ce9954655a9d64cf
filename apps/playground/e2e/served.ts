/**
 * The server as its own process, as a person starts it, so that a test can kill it and start it again with the same data.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const command = fileURLToPath(new URL("../../../packages/cli/bin/longwire.js", import.meta.url));
const START_TIMEOUT_MS = 15_000;

/** A server process that listens. */
export interface Served {
  readonly url: string;
  readonly port: number;
  /** What it printed until it listened. */
  readonly printed: string;
  /** Ends it with a signal. Resolves to its exit code, or `null` when the signal ended it. */
  stop(signal: "SIGKILL" | "SIGTERM"): Promise<number | null>;
}

/** How a server is started. */
export interface ServeOptions {
  /** Default 0: the system chooses. With `+` the next free one will do. */
  readonly port?: number | `${number}+`;
  /** Folder of what it keeps. Default: nothing is kept. */
  readonly data?: string;
}

/** Starts `longwire serve`. Rejects when it ends, or says nothing for 15 s. */
export async function serve({ port = 0, data = "memory" }: ServeOptions = {}): Promise<Served> {
  const args = ["serve", "--port", String(port), "--data", data];
  const child = spawn(process.execPath, [command, ...args], {
    env: { ...process.env, NODE_NO_WARNINGS: "1" },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const printed = await untilListening(child);
  const url = /^playground: (\S+)$/m.exec(printed)?.[1] ?? "";
  return {
    url,
    port: Number(new URL(url).port),
    printed,
    stop: async (signal) => {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const exited = once(child, "exit");
      child.kill(signal);
      await exited;
      return child.exitCode;
    },
  };
}

function untilListening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = "";
    const fail = (why: string): void => {
      clearTimeout(timer);
      child.kill("SIGKILL");
      reject(new Error(`${why}; it printed: ${printed}`));
    };
    const timer = setTimeout(() => fail("the server did not start in time"), START_TIMEOUT_MS);
    child.once("exit", (code) => fail(`the server ended with ${code}`));
    child.stdout?.on("data", (chunk: Buffer) => {
      printed += chunk.toString();
      if (!/^listening on .*\n/m.test(printed)) return;
      clearTimeout(timer);
      child.removeAllListeners("exit");
      resolve(printed);
    });
  });
}
