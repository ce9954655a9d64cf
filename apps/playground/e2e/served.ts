/**
 * The playground as its own process, as a person starts it, so that a test can kill it.
 */

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../server/main.ts", import.meta.url));
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

/** Starts the server. Port 0 lets the system choose. Rejects when it ends, or says nothing for 15 s. */
export async function serve(port: number): Promise<Served> {
  const child = spawn(process.execPath, ["--conditions=@longwire/source", main], {
    env: { ...process.env, PORT: String(port), HOST: "" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const printed = await untilListening(child);
  const url = /http:\/\/\S+/.exec(printed)?.[0] ?? "";
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
      if (!/http:\/\/\S+\n/.test(printed)) return;
      clearTimeout(timer);
      child.removeAllListeners("exit");
      resolve(printed);
    });
  });
}
