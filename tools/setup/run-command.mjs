/**
 * Starts other programs for the set-up: quietly for a step, or with everything handed over for the real work.
 * It knows processes and the repository's root; it does not know what is run.
 */
import { spawn } from "node:child_process";
import { delimiter, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";

/** The repository's root, with no slash at its end. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

const BIN = join(ROOT, "node_modules", ".bin");
const KILLED_BY_SIGNAL = 128;
const PARENT_CHECK_MS = 500;
const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

/** A step of the set-up that could not be done; its message tells the person what to do. */
export class SetupError extends Error {}

/** One short line on what is going on. @param {string} line */
export function say(line) {
  console.log(`[setup] ${line}`);
}

/** The environment of our children: the repository's programs, and its Node, come first. @param {boolean} usesOwnBin */
function environment(usesOwnBin) {
  const inherited = (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => !folder.endsWith(join("node_modules", ".bin")));
  const path = usesOwnBin ? [BIN, ...inherited] : inherited;
  return { ...process.env, PATH: path.join(delimiter) };
}

/**
 * Runs a program to its end and keeps its output to itself, unless it fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Readonly<Record<string, string>>, usesOwnBin?: boolean }} [options]
 * @returns {Promise<void>} rejects with a `SetupError` that holds the output
 */
export function runQuietly(command, args, { cwd = ROOT, env = {}, usesOwnBin = true } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...environment(usesOwnBin), NO_COLOR: "1", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    /** @type {string[]} */
    const output = [];
    const fail = (/** @type {string} */ why) =>
      reject(
        new SetupError(
          `${stripVTControlCharacters(output.join(""))}\n\`${[command, ...args].join(" ")}\` ${why}`.trim(),
        ),
      );
    child.stdout.setEncoding("utf8").on("data", (text) => output.push(text));
    child.stderr.setEncoding("utf8").on("data", (text) => output.push(text));
    child.on("error", (error) => fail(`did not start: ${error.message}`));
    child.on("close", (code, signal) => (code === 0 ? resolve() : fail(`failed (${signal ?? `exit code ${code}`})`)));
  });
}

/**
 * Calls `onGone` when the npm that started us is gone: killed outright, it cannot pass that on.
 * Without npm nothing is watched, so that a server in the background may outlive its shell.
 * @param {() => void} onGone
 */
function watchNpm(onGone) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, PARENT_CHECK_MS);
  timer.unref();
}

/**
 * Gives terminal, signals and exit code over to the program that does the real work.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} env added to the environment
 * @returns {Promise<number>} the exit code; 128 + n when signal n ended it
 */
export function handOver(command, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, env: { ...environment(true), ...env }, stdio: "inherit" });
    /** @type {readonly NodeJS.Signals[]} */
    const forwarded = ["SIGINT", "SIGTERM", "SIGHUP"];
    for (const signal of forwarded) {
      process.on(signal, () => {
        // Ctrl-C reaches the whole process group by itself: a second one would mean "at once" to the child.
        if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
      });
    }
    watchNpm(() => child.kill("SIGTERM"));
    child.on("error", (error) =>
      reject(new SetupError(`${command.split(sep).at(-1)} did not start: ${error.message}`)),
    );
    child.on("exit", (code, signal) => {
      const number = signal === null ? 0 : (Reflect.get(SIGNAL_NUMBERS, signal) ?? 0);
      resolve(code ?? KILLED_BY_SIGNAL + number);
    });
  });
}
