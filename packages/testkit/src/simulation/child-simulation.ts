/**
 * The simulation in a process of its own, for tests: nothing of theirs is touched, and the process can be another kind of
 * machine, with a planted bug in it, or both.
 */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** How the process is started. */
export interface ChildOptions {
  /** Of the command; see `main.ts`. */
  readonly args: readonly string[];
  /** Of Node and V8. */
  readonly nodeArgs?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Name of a bug. */
  readonly planted?: string;
}

/** What it said. */
export interface ChildResult {
  readonly code: number | null;
  readonly output: string;
}

const main = fileURLToPath(new URL("main.ts", import.meta.url));
const plant = new URL("planted/plant.ts", import.meta.url).href;

/** Runs the command. Resolves when it has ended. */
export function runChildSimulation({ args, nodeArgs = [], env = {}, planted }: ChildOptions): Promise<ChildResult> {
  const { NODE_TEST_CONTEXT: _, ...inherited } = process.env;
  const bug = planted === undefined ? {} : { LONGWIRE_PLANTED_BUG: planted };
  const planting = planted === undefined ? [] : ["--import", plant];
  const child = spawn(process.execPath, ["--conditions=@longwire/source", ...nodeArgs, ...planting, main, ...args], {
    env: { ...inherited, ...env, ...bug },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, output }));
  });
}
