/**
 * A server in a process of its own, for attacks: the test sees its memory, its handles and whether it lives, and none of the
 * attack's own cost is counted. It knows processes and the messages between them; `server-process.ts` is the other end.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { ServerOptions } from "@longwire/websocket";
import type { Answer, Question, Reading } from "./server-process.ts";

export type { Reading } from "./server-process.ts";

/** How the server is made. Everything crosses the process boundary as JSON; `trustProxy` and the like may be given too. */
export interface ChildOptions
  extends Pick<ServerOptions, "limits" | "origin" | "path" | "trustProxy" | "plainSockets"> {
  readonly proxyProtocol?: boolean;
  readonly proxyHeader?: "x-forwarded-for" | "forwarded";
  /** Where handshakes come from. Default "own": a port of the server's own. */
  readonly kind?: "own" | "attached";
  /** What is done with a message. Default "echo"; "flood" answers each with so many bytes; "work" keeps the processor busy for `workUs` and echoes; "work-later" does so from a timer. */
  readonly onMessage?: "echo" | "ignore" | "flood" | "work" | "work-later";
  readonly floodBytes?: number;
  readonly workUs?: number;
  /** How long `authenticate` thinks. Default: there is none. */
  readonly authenticateMs?: number;
  /** The process is killed after so long. Default 2 minutes. */
  readonly timeoutMs?: number;
  /** Flags of Node's for the process, beside those that every one has. */
  readonly flags?: readonly string[];
}

/** A running server. Its death before the end of the test is a failure of the test. */
export class ChildServer {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #errors: string[] = [];
  #serial = 0;

  private constructor(child: ChildProcess, port: number, errors: string[]) {
    this.#child = child;
    this.port = port;
    this.#errors = errors;
  }

  /** Starts one; it ends with the test `t`. */
  static async start(t: { after(end: () => void): void }, options: ChildOptions = {}): Promise<ChildServer> {
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const program = join(import.meta.dirname, "server-process.ts");
    const flags = [
      "--expose-gc",
      "--unhandled-rejections=strict",
      "--conditions=@longwire/source",
      ...(options.flags ?? []),
    ];
    const child = spawn(process.execPath, [...flags, program, JSON.stringify(options)], {
      env,
      stdio: ["ignore", "inherit", "pipe", "ipc"],
      timeout: options.timeoutMs ?? 120_000,
      killSignal: "SIGKILL",
    });
    const errors: string[] = [];
    child.stderr?.setEncoding("utf8").on("data", (text: string) => errors.push(text));
    t.after(() => child.kill("SIGKILL"));
    const [port] = (await Promise.race([
      once(child, "message"),
      once(child, "exit").then(() => Promise.reject(new Error(`the server did not start: ${errors.join("")}`))),
    ])) as [number];
    return new ChildServer(child, port, errors);
  }

  /** What the server costs now, after garbage collection unless `raw`. @throws Error when it has died. */
  async read(raw = false): Promise<Reading> {
    return (await this.#ask({ serial: 0, type: "read", raw })).reading;
  }

  /** The highest memory (resident, external and array buffers) since the last call, sampled every few milliseconds. */
  async peakBytes(): Promise<number> {
    return (await this.#ask({ serial: 0, type: "peak" })).peakBytes;
  }

  #ask(question: Question): Promise<Answer> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) throw this.#dead();
    this.#serial += 1;
    const serial = this.#serial;
    return new Promise((resolve, reject) => {
      const onMessage = (answer: Answer): void => {
        if (answer.serial !== serial) return;
        this.#child.off("message", onMessage).off("exit", onExit);
        resolve(answer);
      };
      const onExit = (): void => reject(this.#dead());
      this.#child.on("message", onMessage).once("exit", onExit);
      this.#child.send({ ...question, serial });
    });
  }

  #dead(): Error {
    return new Error(
      `the server has died (${this.#child.exitCode ?? this.#child.signalCode}): ${this.#errors.join("")}`,
    );
  }
}
