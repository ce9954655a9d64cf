/**
 * Answers Pings as `ws` does, and cuts off a peer that sends them and takes no Pongs, so that they cannot fill the memory.
 */
import type { SentCallback } from "./sender.ts";

/** What it answers with. */
export interface AutoPongSocket {
  readonly readyState: number;
  readonly OPEN: number;
  pong(data: Buffer, mask: undefined, callback: SentCallback): void;
  terminate(): void;
}

/** Options of a socket that say how. */
export interface AutoPongOptions {
  readonly autoPong?: boolean | undefined;
  readonly maxPendingAutoPongs?: number | undefined;
}

const DEFAULT_MAX_PENDING = 60;

/** The Pongs of one socket. */
export class AutoPong {
  readonly #socket: AutoPongSocket;
  readonly #isOn: boolean;
  /** As `ws` reads it: a 32-bit integer of which 0 and below mean no limit. */
  readonly #limit: number;
  #pending = 0;

  constructor(socket: AutoPongSocket, { autoPong = true, maxPendingAutoPongs = DEFAULT_MAX_PENDING }: AutoPongOptions) {
    this.#socket = socket;
    this.#isOn = autoPong;
    this.#limit = maxPendingAutoPongs | 0;
  }

  /** A Ping arrived. */
  answer(payload: Buffer): void {
    const socket = this.#socket;
    if (!this.#isOn || socket.readyState !== socket.OPEN) return;
    if (this.#limit > 0 && this.#pending >= this.#limit) {
      socket.terminate();
      return;
    }
    this.#pending += 1;
    socket.pong(payload, undefined, () => {
      this.#pending -= 1;
    });
  }
}
