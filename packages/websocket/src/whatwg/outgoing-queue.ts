/**
 * Keeps the order of what is sent: a Blob must be read first, and everything sent after it waits for it, the Close too.
 * It knows one link and the order; sizes are counted in `buffered-amount.ts`.
 */
import type { BufferedAmount } from "./buffered-amount.ts";
import type { Link } from "./link.ts";
import { messageBytes, type OutgoingMessage } from "./outgoing-message.ts";

type Step =
  | { readonly type: "message"; readonly message: OutgoingMessage; readonly bytes: number }
  | { readonly type: "close"; readonly code: number | undefined; readonly reason: string };

const { arrayBuffer: readBlob } = Blob.prototype;

/** The way out of one socket. */
export class OutgoingQueue {
  readonly #link: Link;
  readonly #bufferedAmount: BufferedAmount;
  /** Steps from the first Blob on that is not yet read. */
  #waiting: Step[] = [];

  constructor(link: Link, bufferedAmount: BufferedAmount) {
    this.#link = link;
    this.#bufferedAmount = bufferedAmount;
  }

  /** Counts and sends a message, as far as the connection still takes it. The caller's bytes may change afterwards. */
  send(message: OutgoingMessage): void {
    const bytes = messageBytes(message);
    this.#bufferedAmount.add(bytes);
    if (this.#waiting.length === 0 && !(message instanceof Blob)) {
      this.#put(message, bytes);
      return;
    }
    if (!this.#link.isOpen) return;
    this.#wait({ type: "message", message: message instanceof Uint8Array ? new Uint8Array(message) : message, bytes });
  }

  /** Starts the closing handshake after all that was sent before. */
  close(code: number | undefined, reason: string): void {
    if (this.#waiting.length === 0) this.#link.close(code, reason);
    else this.#wait({ type: "close", code, reason });
  }

  #put(message: string | Uint8Array, bytes: number): void {
    this.#link.send(message, (error) => {
      if (error === undefined) this.#bufferedAmount.transmitted(bytes);
    });
  }

  #wait(step: Step): void {
    this.#waiting.push(step);
    if (this.#waiting.length === 1) void this.#run();
  }

  async #run(): Promise<void> {
    for (let step = this.#waiting[0]; step !== undefined; step = this.#waiting[0]) {
      if (step.type === "close") {
        this.#link.close(step.code, step.reason);
      } else {
        const { message, bytes } = step;
        const data = message instanceof Blob ? await this.#read(message) : message;
        if (data === undefined) return;
        this.#put(data, bytes);
      }
      this.#waiting.shift();
    }
  }

  /** The bytes of a Blob. One that cannot be read, such as a file that is gone, fails the connection. */
  async #read(blob: Blob): Promise<Uint8Array | undefined> {
    try {
      return new Uint8Array(await (Reflect.apply(readBlob, blob, []) as Promise<ArrayBuffer>));
    } catch {
      this.#waiting = [];
      this.#link.fail();
      return undefined;
    }
  }
}
