/**
 * The callbacks of `send`: each is called once its message has been handed to the kernel, or with an error when that
 * will not happen. It counts bytes, since one write may carry many messages and one message may need many writes.
 */
import type { CloseResult } from "@longwire/wire";
import { ClosedError } from "../closed-error.ts";
import { callListener } from "./throw-later.ts";

/** Called once, in order of sending: without an argument when written, else with a `ClosedError`. */
export type SendCallback = (error?: Error) => void;

interface Waiting {
  /** Position in the byte stream at which the message ends. */
  readonly end: number;
  readonly callback: SendCallback;
}

/** First in, first out; empty for those who pass no callback. */
export class SendCallbacks {
  #waiting: Waiting[] = [];
  /** Bytes given to the stream so far. */
  #handedOver = 0;

  /** @param bufferedBytes bytes that wait to be given to the stream, the message included. */
  add(bufferedBytes: number, callback: SendCallback): void {
    this.#waiting.push({ end: this.#handedOver + bufferedBytes, callback });
  }

  /** `length` bytes were given to the stream. */
  handedOver(length: number): void {
    this.#handedOver += length;
  }

  /**
   * The stream has written all that it was given.
   * @param isAll nothing else waits. Then every message has left, also where its end was counted too high: a Pong that
   * waited before it may have been replaced by a shorter one.
   */
  written(isAll: boolean): void {
    while (this.#waiting.length > 0 && (isAll || (this.#waiting[0] as Waiting).end <= this.#handedOver)) {
      const { callback } = this.#waiting.shift() as Waiting; // length checked
      callListener(() => callback());
    }
  }

  /** Nothing further will be written. */
  failAll(result: CloseResult): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { callback } of waiting) callListener(() => callback(new ClosedError(result)));
  }
}
