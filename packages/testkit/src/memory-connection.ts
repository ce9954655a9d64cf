/**
 * A connection in memory: the server's end fills the hub's port, the test holds the other end. It can be slow, half-open
 * and cut, and it keeps what was sent.
 */
import type { Connection, ConnectionEvents } from "@longwire/hub";

/** Above it `send` says false. */
const HIGH_WATER_BYTES = 64 * 1024;

type Listeners = { readonly [Name in keyof ConnectionEvents]: ((...args: ConnectionEvents[Name]) => void)[] };

/** How a connection ended. */
export interface MemoryClose {
  readonly code: number;
  readonly reason: string;
}

/** The server's end of a connection, with the client's side as methods of its own. */
export class MemoryConnection implements Connection {
  readonly #listeners: Listeners = { message: [], drain: [], close: [] };
  readonly #waiting: (string | Uint8Array)[] = [];
  #waitingBytes = 0;
  #mode: "reading" | "stalled" = "reading";
  #needsDrain = false;
  #ended: MemoryClose | undefined;
  /** Called with each message that reaches the client. */
  onDelivered: (data: string | Uint8Array) => void = () => undefined;

  get bufferedAmount(): number {
    return this.#waitingBytes;
  }

  /** How it ended; undefined while it is open. */
  get ended(): MemoryClose | undefined {
    return this.#ended;
  }

  send(data: string | Uint8Array, { binary }: { readonly binary?: boolean | undefined } = {}): boolean {
    if (this.#ended !== undefined) return false;
    const isText = binary === undefined ? typeof data === "string" : !binary;
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : Uint8Array.from(data);
    const message = isText ? new TextDecoder("utf-8", { fatal: true }).decode(bytes) : bytes;
    this.#waiting.push(message);
    this.#waitingBytes += bytes.length;
    if (this.#mode === "reading") this.#deliver(Number.POSITIVE_INFINITY);
    if (this.#waitingBytes <= HIGH_WATER_BYTES) return true;
    this.#needsDrain = true;
    return false;
  }

  close(code: number, reason: string): void {
    if (this.#ended !== undefined) return;
    this.#deliver(Number.POSITIVE_INFINITY);
    this.#end({ code, reason });
  }

  terminate(): void {
    this.cut();
  }

  on<Name extends keyof ConnectionEvents>(event: Name, listener: (...args: ConnectionEvents[Name]) => void): this {
    this.#listeners[event].push(listener);
    return this;
  }

  /** The client sends. */
  receive(data: string | Uint8Array): void {
    if (this.#ended === undefined) this.#emit("message", data, typeof data !== "string");
  }

  /** The client reads nothing from now on. */
  stall(): void {
    this.#mode = "stalled";
  }

  /** The client reads about `bytes` of what waits, and all that follows when no number is given. */
  read(bytes: number = Number.POSITIVE_INFINITY): void {
    if (bytes === Number.POSITIVE_INFINITY) this.#mode = "reading";
    this.#deliver(bytes);
    if (!this.#needsDrain || this.#waitingBytes > HIGH_WATER_BYTES / 4 || this.#ended !== undefined) return;
    this.#needsDrain = false;
    this.#emit("drain");
  }

  /** The connection ends without a word. */
  cut(code = 1006, reason = ""): void {
    if (this.#ended === undefined) this.#end({ code, reason });
  }

  #deliver(bytes: number): void {
    let rest = bytes;
    while (this.#waiting.length > 0 && rest > 0) {
      const message = this.#waiting.shift() as string | Uint8Array;
      const length = typeof message === "string" ? Buffer.byteLength(message) : message.length;
      this.#waitingBytes -= length;
      rest -= length;
      this.onDelivered(message);
    }
  }

  #end(ended: MemoryClose): void {
    this.#ended = ended;
    this.#waiting.length = 0;
    this.#waitingBytes = 0;
    // As with a socket, the event comes after the call that caused it.
    queueMicrotask(() => this.#emit("close", ended.code, ended.reason));
  }

  #emit<Name extends keyof ConnectionEvents>(event: Name, ...args: ConnectionEvents[Name]): void {
    for (const listener of this.#listeners[event]) listener(...args);
  }
}
