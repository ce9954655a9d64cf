/**
 * One opening handshake at a time, as often as asked: connect, ask, be accepted, reset.
 */
import type { Dialer, LoadStream, LoadStreamEvents } from "./load-stream.ts";
import { acceptedHeadLength } from "./load-target.ts";

/** How a handshake ends; one of the two is called, once. */
export interface HandshakeEvents {
  onDone(): void;
  onFailed(error: Error): void;
}

/** Begins a handshake. */
export type Handshaker = (events: HandshakeEvents) => void;

class Handshake implements LoadStreamEvents {
  readonly #stream: LoadStream;
  readonly #readBuffer: Buffer;
  readonly #requestHead: string;
  readonly #events: HandshakeEvents;
  #head = "";

  constructor(dialer: Dialer, requestHead: string, events: HandshakeEvents) {
    this.#readBuffer = dialer.readBuffer;
    this.#requestHead = requestHead;
    this.#events = events;
    this.#stream = dialer.dial(0, this);
  }

  onConnected(): void {
    this.#stream.writeText(this.#requestHead);
  }

  onRead(length: number): void {
    this.#head += this.#readBuffer.toString("latin1", 0, length);
    try {
      if (acceptedHeadLength(this.#head) === 0) return;
    } catch (error) {
      this.#stream.end();
      this.#events.onFailed(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    this.#stream.end();
    this.#events.onDone();
  }

  onLost(error: Error): void {
    this.#events.onFailed(error);
  }
}

/** Handshakes through `dialer`, with `requestHead` as the request. */
export function createHandshaker(dialer: Dialer, requestHead: string): Handshaker {
  return (events) => {
    new Handshake(dialer, requestHead, events);
  };
}
