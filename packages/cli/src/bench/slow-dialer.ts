/**
 * Connects as somebody who reads slowly: so many bytes a second, and nothing beyond what the kernel keeps. For loopback
 * and plain TCP.
 */
import { connect, type Socket } from "node:net";
import type { Dialer, LoadStream, LoadStreamEvents } from "./load-stream.ts";
import type { LoadTarget } from "./load-target.ts";

/** Until the WebSocket is open and has joined, everybody reads alike. */
const FAST_BYTES = 64 * 1024;
const STEPS_PER_SECOND = 10;

/** One slow stream; `slowDown` and `hurry` change its pace. */
export class SlowDialer implements Dialer {
  readonly #target: LoadTarget;
  readonly #buffer: Buffer = Buffer.alloc(FAST_BYTES);
  /** What may be read in this step. */
  #allowed = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #socket: Socket | undefined;
  #events: LoadStreamEvents | undefined;

  constructor(target: LoadTarget) {
    this.#target = target;
  }

  get readBuffer(): Buffer {
    return this.#buffer;
  }

  dial(_index: number, events: LoadStreamEvents): LoadStream {
    const { address: host, port } = this.#target;
    const socket = connect({ host, port, noDelay: true });
    this.#socket = socket;
    this.#events = events;
    socket.once("connect", () => events.onConnected());
    socket.on("readable", () => this.#read());
    socket.on("error", (error) => events.onLost(error));
    socket.on("close", () => events.onLost(new Error("the server closed the connection")));
    return {
      write: (bytes) => socket.write(bytes),
      writeText: (text) => socket.write(text, "latin1"),
      end: () => {
        clearInterval(this.#timer);
        socket.destroy();
      },
    };
  }

  /** From now on it reads so many bytes a second. */
  slowDown(bytesPerSecond: number): void {
    const step = Math.max(1, Math.floor(bytesPerSecond / STEPS_PER_SECOND));
    this.#allowed = 0;
    this.#timer = setInterval(() => {
      this.#allowed = step;
      this.#read();
    }, 1000 / STEPS_PER_SECOND);
  }

  /** From now on it reads what there is. */
  hurry(): void {
    clearInterval(this.#timer);
    this.#allowed = Number.POSITIVE_INFINITY;
    this.#read();
  }

  #read(): void {
    for (;;) {
      const most = Math.min(this.#allowed, this.#buffer.length, this.#socket?.readableLength ?? 0);
      const bytes: Buffer | null = most === 0 ? null : (this.#socket?.read(most) ?? null);
      if (bytes === null) break;
      this.#allowed -= bytes.length;
      bytes.copy(this.#buffer);
      this.#events?.onRead(bytes.length);
    }
    // An empty read asks the stream to fetch more.
    if (this.#allowed > 0) this.#socket?.read(0);
  }
}
