/**
 * A program pinned to one core: started, asked about what the kernel knows of it, ended; it does not outlive this process.
 * Linux only: `taskset`, `setpriv` and /proc.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { basename } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const READY_TIMEOUT_MS = 20_000;
const ENDING_MS = 300;
/** The kernel ends the program when this process ends, however that happens. */
const NOT_WITHOUT_US = ["--pdeathsig", "KILL", "--"];

/** A command line. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A running program. */
export class PinnedProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;
  readonly #commandLine: readonly string[];
  #stdout = "";
  #stderr = "";
  #onOutput: () => void = () => undefined;

  /** @param core the number of the core it may use. */
  constructor(program: Program, core: number) {
    const { command, args, env = {} } = program;
    this.#commandLine = [command, ...args];
    this.#child = spawn("setpriv", [...NOT_WITHOUT_US, "taskset", "-c", String(core), command, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env },
    });
    this.#child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      this.#stdout += text;
      this.#onOutput();
    });
    this.#child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr += text;
    });
    this.#ended = new Promise((resolve, reject) => {
      this.#child.on("error", reject);
      this.#child.on("close", (code) => resolve(code));
    });
    this.#ended.catch(() => undefined); // `output` and `firstMatch` tell
  }

  /** Resolves with the first group of `pattern` in what it writes to stdout. Rejects when it ends before. */
  firstMatch(pattern: RegExp): Promise<string> {
    return this.#match(pattern, 0);
  }

  /** As `firstMatch`, in what it writes from now on. */
  nextMatch(pattern: RegExp): Promise<string> {
    return this.#match(pattern, this.#stdout.length);
  }

  async #match(pattern: RegExp, from: number): Promise<string> {
    const found = Promise.withResolvers<string>();
    this.#onOutput = () => {
      const match = pattern.exec(this.#stdout.slice(from));
      if (match !== null) found.resolve(match[1] ?? "");
    };
    this.#onOutput();
    const timer = setTimeout(() => found.reject(this.#failure("said nothing")), READY_TIMEOUT_MS);
    const ended = this.#ended.then((code) => Promise.reject(this.#failure(`ended with ${code}`)));
    return Promise.race([found.promise, ended]).finally(() => clearTimeout(timer));
  }

  /** Resolves with all of stdout when it has ended with 0; rejects with its stderr otherwise, and ends it after `limitMs`. */
  async output(limitMs: number): Promise<string> {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      this.signal("SIGKILL");
    }, limitMs);
    const code = await this.#ended.finally(() => clearTimeout(timer));
    if (code !== 0) throw this.#failure(isLate ? `did not end within ${limitMs / 1000} s` : `ended with ${code}`);
    return this.#stdout;
  }

  /** Resolves with what went wrong when it has ended by itself, with `undefined` when it runs. */
  async endedWith(): Promise<Error | undefined> {
    const running = delay(ENDING_MS).then(() => undefined); // what it broke is seen before its end is
    return Promise.race([running, this.#ended.then((code) => this.#failure(`ended with ${code}`))]);
  }

  /** Resident memory in bytes. */
  async residentBytes(): Promise<number> {
    const status = await readFile(`/proc/${this.#child.pid}/status`, "utf8");
    const [, kilobytes = "0"] = /^VmRSS:\s+(\d+) kB$/m.exec(status) ?? [];
    return Number(kilobytes) * 1024;
  }

  /** Files and sockets that it has open. */
  async openFiles(): Promise<number> {
    return (await readdir(`/proc/${this.#child.pid}/fd`)).length;
  }

  /** Seconds of a core that its main thread has used so far. */
  async cpuSeconds(): Promise<number> {
    const [nanoseconds = "0"] = (await readFile(`/proc/${this.#child.pid}/schedstat`, "utf8")).split(" ");
    return Number(nanoseconds) / 1e9;
  }

  /** Sends it a signal. */
  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Ends it at once and waits until it is gone. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended.catch(() => undefined);
  }

  #failure(what: string): Error {
    const [program = "", ...args] = this.#commandLine;
    return new Error(`${this.#stderr.trim()}\n${basename(program)} ${args.join(" ")}: ${what}`.trim());
  }
}
