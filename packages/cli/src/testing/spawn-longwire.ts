/**
 * Runs the real `longwire` command from the sources, for tests: what it writes, how it ends, and a way to wait for it.
 * It knows processes and no command.
 */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";

const LONGWIRE = fileURLToPath(new URL("../../bin/longwire.js", import.meta.url));
/** A command that is not done by then hangs. */
const TIMEOUT_MS = 60_000;

/** How a command ended. */
export interface CommandEnd {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** A command that runs. */
export interface RunningCommand {
  readonly process: ChildProcessByStdio<Writable, Readable, Readable>;
  /** Resolves when it has ended and its output is complete. */
  readonly ended: Promise<CommandEnd>;
  /** Resolves with the match of `pattern` in what it has written to stdout and stderr; rejects when it ends before. */
  waitFor(pattern: RegExp): Promise<RegExpExecArray>;
}

/** Starts `longwire` with `args`; it is killed when the test ends. */
export function spawnLongwire(t: TestContext, args: readonly string[]): RunningCommand {
  const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined };
  const child = spawn(process.execPath, [LONGWIRE, ...args], { stdio: ["pipe", "pipe", "pipe"], env });
  const timer = setTimeout(() => child.kill("SIGKILL"), TIMEOUT_MS);
  t.after(() => {
    clearTimeout(timer);
    child.kill("SIGKILL");
  });
  // A command that ends early does not read its input to the end.
  child.stdin.on("error", () => undefined);
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
  const written = (): string => Buffer.concat([...stdout, ...stderr]).toString();
  const ended = new Promise<CommandEnd>((resolve) => {
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr).toString() });
    });
  });
  return {
    process: child,
    ended,
    waitFor: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(written());
          if (match !== null) resolve(match);
        };
        child.stdout.on("data", look);
        child.stderr.on("data", look);
        child.on("close", (code) => reject(new Error(`ended with ${code} before ${pattern}:\n${written()}`)));
        look();
      }),
  };
}

/** Runs `longwire` to its end, with `input` on stdin. */
export function runLongwire(t: TestContext, args: readonly string[], input: string | Buffer = ""): Promise<CommandEnd> {
  const command = spawnLongwire(t, args);
  command.process.stdin.end(input);
  return command.ended;
}

/** Starts `longwire echo` on a free port. */
export async function startEcho(
  t: TestContext,
  args: readonly string[] = [],
): Promise<{ readonly url: string; readonly command: RunningCommand }> {
  const command = spawnLongwire(t, ["echo", "--port", "0", ...args]);
  const [, url = ""] = await command.waitFor(/^listening on (\S+)\n/m);
  return { url, command };
}
