/**
 * Runs a program for a check and gives back what it printed; a failure is an error that shows it.
 * It knows processes, not what is checked.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's root. */
export const ROOT: string = fileURLToPath(new URL("../..", import.meta.url));

/** A check that did not hold; the message is what the person should read. */
export class CheckError extends Error {}

const DEFAULT_TIMEOUT_MS = 300_000;

/** The path of a program that npm installed, such as `tsc`. */
export function installed(name: string): string {
  return join(ROOT, "node_modules/.bin", name);
}

/**
 * Runs `command` in `cwd` (default: the root) with no input and resolves to its standard output.
 * Rejects with a `CheckError` that holds all output when it fails or is not done after `timeoutMs` (default 5 min).
 */
export function runProgram(
  command: string,
  args: readonly string[],
  { cwd = ROOT, timeoutMs = DEFAULT_TIMEOUT_MS }: { readonly cwd?: string; readonly timeoutMs?: number } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, NO_COLOR: "1" };
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], timeout: timeoutMs });
    let printed = "";
    let everything = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      everything += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      everything += text;
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) return resolve(printed);
      const how = signal === null ? `exit code ${code}` : `${signal}, perhaps after ${timeoutMs} ms`;
      reject(new CheckError(`${everything.trim()}\n${command} ${args.join(" ")}: ${how}`));
    });
  });
}
