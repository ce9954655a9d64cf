/**
 * The server's end of a simulated connection, as the hub's port wants it.
 */
import type { Connection, ConnectionEvents } from "@longwire/hub";

/** Above it `send` says false; a quarter of it ends that. */
const HIGH_WATER_BYTES = 16 * 1024;

type Listeners = { readonly [Name in keyof ConnectionEvents]: ((...args: ConnectionEvents[Name]) => void)[] };

/** What the server's end does to the line. */
export interface ServerLine {
  waitingBytes(): number;
  send(frame: string | Uint8Array): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

/** One connection at the server. */
export class SimulatedConnection implements Connection {
  readonly #line: ServerLine;
  readonly #listeners: Listeners = { message: [], drain: [], close: [] };
  #state: "open" | "closing" | "closed" = "open";
  #isWaiting = false;

  constructor(line: ServerLine) {
    this.#line = line;
  }

  get bufferedAmount(): number {
    return this.#line.waitingBytes();
  }

  get isOpen(): boolean {
    return this.#state === "open";
  }

  send(data: string | Uint8Array, { binary }: { readonly binary?: boolean | undefined } = {}): boolean {
    if (this.#state !== "open") return false;
    const isText = binary === undefined ? typeof data === "string" : !binary;
    if (isText)
      this.#line.send(typeof data === "string" ? data : new TextDecoder("utf-8", { fatal: true }).decode(data));
    else this.#line.send(typeof data === "string" ? new TextEncoder().encode(data) : Uint8Array.from(data));
    if (this.#line.waitingBytes() <= HIGH_WATER_BYTES) return true;
    this.#isWaiting = true;
    return false;
  }

  close(code: number, reason: string): void {
    if (this.#state !== "open") return;
    this.#state = "closing";
    this.#line.close(code, reason);
  }

  terminate(): void {
    if (this.#state !== "closed") this.#line.terminate();
  }

  on<Name extends keyof ConnectionEvents>(event: Name, listener: (...args: ConnectionEvents[Name]) => void): this {
    this.#listeners[event].push(listener);
    return this;
  }

  /** A message of the client has arrived. */
  arrived(frame: string | Uint8Array): void {
    if (this.#state === "open") this.#emit("message", frame, typeof frame !== "string");
  }

  /** Something has left. */
  departed(): void {
    if (!this.#isWaiting || this.#state !== "open" || this.#line.waitingBytes() > HIGH_WATER_BYTES / 4) return;
    this.#isWaiting = false;
    this.#emit("drain");
  }

  /** The connection has ended. */
  ended(code: number, reason: string): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    this.#emit("close", code, reason);
  }

  #emit<Name extends keyof ConnectionEvents>(event: Name, ...args: ConnectionEvents[Name]): void {
    for (const listener of this.#listeners[event]) listener(...args);
  }
}
