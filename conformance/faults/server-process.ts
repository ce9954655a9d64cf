/**
 * `longwire serve` as a child process that can be killed, frozen and started again on the same port with the same data.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const LONGWIRE = fileURLToPath(new URL("../../packages/cli/bin/longwire.js", import.meta.url));
const CONFIG = fileURLToPath(new URL("hub.config.ts", import.meta.url));

/** One server over its lives. */
export class ServerProcess {
  readonly #data: string;
  readonly #log: number;
  #child: ChildProcess | undefined;
  #port = 0;

  /** @param data its directory. @param logPath file that gets its log. */
  constructor(data: string, logPath: string) {
    this.#data = data;
    this.#log = openSync(logPath, "a");
  }

  /** The same over all lives. */
  get port(): number {
    return this.#port;
  }

  get isRunning(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Starts it and resolves when it listens. @throws Error when it ends before, unless `end` has killed it. */
  async start(): Promise<"listening" | "ended"> {
    const args = [
      "serve",
      "--port",
      String(this.#port),
      "--data",
      this.#data,
      "--config",
      CONFIG,
      "--log-level",
      "warn",
    ];
    const child = spawn(process.execPath, [LONGWIRE, ...args], { stdio: ["ignore", "pipe", this.#log] });
    this.#child = child;
    const { stdout } = child;
    if (stdout === null) throw new Error("its output is not piped");
    for await (const line of createInterface({ input: stdout })) {
      const port = /^listening on http:\/\/\S+:(\d+)$/.exec(line)?.[1];
      if (port === undefined) continue;
      this.#port = Number(port);
      return "listening";
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    if (child.signalCode === "SIGKILL") return "ended";
    throw new Error(`the server ended with ${child.exitCode ?? child.signalCode} before it listened`);
  }

  /** Ends it and resolves when it has ended. */
  async end(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    const child = this.#child;
    if (child === undefined || !this.isRunning) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }

  /** It stands still; the system goes on taking what is sent to it. */
  freeze(): void {
    this.#child?.kill("SIGSTOP");
  }

  /** It goes on. */
  thaw(): void {
    this.#child?.kill("SIGCONT");
  }
}
