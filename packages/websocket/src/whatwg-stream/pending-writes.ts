/**
 * Writes of a WebSocketStream: each ends when the network has taken its message whole. That is the backpressure of the
 * writable stream. It knows one link; closing is its caller's business.
 */
import { isAnyArrayBuffer } from "node:util/types";
import type { Link } from "../whatwg/link.ts";
import { toOutgoingMessage } from "../whatwg/outgoing-message.ts";
import { toDomString } from "../whatwg/web-idl.ts";

/** The writes of one stream that have not ended. */
export class PendingWrites {
  readonly #link: Link;
  readonly #rejects = new Set<(reason: unknown) => void>();
  #isAnyLost = false;
  readonly #ended: PromiseWithResolvers<void> = Promise.withResolvers<void>();

  constructor(link: Link) {
    this.#link = link;
    // Whoever waits for it sees a rejection; nobody need wait.
    this.#ended.promise.catch(() => undefined);
  }

  /** True once data was lost: a write had not ended when the server closed. */
  get isAnyLost(): boolean {
    return this.#isAnyLost;
  }

  /** The server began to close: what is on its way now will not be read. Those writes end as the connection does. */
  abandon(): void {
    this.#isAnyLost = this.#rejects.size > 0;
  }

  /** Resolves when the connection has closed cleanly. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /**
   * Sends a chunk: bytes of a BufferSource as a binary message, anything else, as a string, as a text message.
   * Resolves when the network has taken it; rejects with the error of the end if that comes first.
   */
  write(chunk: unknown): Promise<void> {
    const message = toMessage(chunk);
    return new Promise((resolve, reject) => {
      this.#rejects.add(reject);
      // With an error, or unsent: the end is near, and `fail` or `end` tells with what.
      this.#link.send(message, (error) => {
        if (error !== undefined || this.#isAnyLost) return;
        this.#rejects.delete(reject);
        resolve();
      });
    });
  }

  /** The connection closed cleanly. What was written after the close began was not sent: those writes get `reason`. */
  end(reason: unknown): void {
    this.#rejectAll(reason);
    this.#ended.resolve();
  }

  /** The connection failed. */
  fail(reason: unknown): void {
    this.#rejectAll(reason);
    this.#ended.reject(reason);
  }

  #rejectAll(reason: unknown): void {
    for (const reject of this.#rejects) reject(reason);
    this.#rejects.clear();
  }
}

function toMessage(chunk: unknown): string | Uint8Array {
  if (!ArrayBuffer.isView(chunk) && !isAnyArrayBuffer(chunk)) return toDomString(chunk);
  const message = toOutgoingMessage(chunk);
  return message instanceof Blob ? "" : message; // a Blob is neither view nor buffer
}
