/**
 * `for await (const message of socket)`: messages in order, with backpressure: reading pauses while more than a few wait.
 * It knows the public events of a socket only. It ends when the socket has closed, however that happened.
 */
import type { EventEmitter } from "node:events";
import type { WebSocketEvents } from "./web-socket-events.ts";
/** One message of the iteration. */
export interface Message {
  /** A string for text; for binary what `binaryType` says. */
  readonly data: string | Buffer | ArrayBuffer;
  readonly isBinary: boolean;
}

/** A socket whose reading can be paused. */
export interface PausableSocket extends EventEmitter<WebSocketEvents> {
  readonly readyState: number;
  readonly CLOSED: number;
  readonly isPaused: boolean;
  pause(): void;
  resume(): void;
}

/** Messages that may wait before reading pauses. */
const PAUSE_AT_MESSAGES = 16;

/** Iterates over the messages that arrive from now on. Leaving the loop leaves the socket open. */
export function iterateMessages(socket: PausableSocket): AsyncIterableIterator<Message> {
  const messages: Message[] = [];
  const readers: ((result: IteratorResult<Message>) => void)[] = [];
  let isEnded = socket.readyState === socket.CLOSED;
  let isPausedByUs = false;

  const onMessage = (data: string | Buffer | ArrayBuffer, isBinary: boolean): void => {
    const reader = readers.shift();
    if (reader !== undefined) {
      reader({ value: { data, isBinary }, done: false });
      return;
    }
    messages.push({ data, isBinary });
    if (messages.length < PAUSE_AT_MESSAGES || socket.isPaused) return;
    isPausedByUs = true;
    socket.pause();
  };
  const resume = (): void => {
    if (!isPausedByUs) return;
    isPausedByUs = false;
    socket.resume();
  };
  const end = (): void => {
    isEnded = true;
    socket.off("message", onMessage);
    socket.off("close", end);
    for (const reader of readers.splice(0)) reader({ value: undefined, done: true });
  };
  socket.on("message", onMessage);
  socket.on("close", end);

  return {
    next: () => {
      const message = messages.shift();
      if (messages.length === 0) resume();
      if (message !== undefined) return Promise.resolve({ value: message, done: false });
      if (isEnded) return Promise.resolve({ value: undefined, done: true });
      return new Promise((resolve) => readers.push(resolve));
    },
    return: () => {
      messages.length = 0;
      end();
      resume();
      return Promise.resolve({ value: undefined, done: true });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
