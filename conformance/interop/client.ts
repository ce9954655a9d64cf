/**
 * What every client of the interop suite can do, and the part of it that all clients in Node share.
 * It knows no client; each is a file of its own beside it.
 */
import { compare, makePayload, type Payload } from "./payload.ts";

/** How a connection closed, as its client was told. */
export interface Closed {
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;
}

/** An open connection in the hands of the suite. */
export interface Session {
  /** The agreed subprotocol, or "". */
  readonly protocol: string;
  /** Sends all of `send` without waiting, and reads as many messages as `expect` has. @returns what differs; nothing is good. */
  exchange(send: readonly Payload[], expect: readonly Payload[]): Promise<readonly string[]>;
  /** Sends a text and reads the text that answers it. */
  ask(text: string): Promise<string>;
  /** Closes. @returns how it closed. */
  close(code?: number, reason?: string): Promise<Closed>;
  /** How the connection closed, once it has. */
  closed(): Promise<Closed>;
  /** Sends a message in three fragments (RFC 6455 §5.4); absent where a client cannot. */
  sendInFragments?(payload: Payload): void;
  /** Sends a Ping and resolves with the Pong's payload (RFC 6455 §5.5.2); absent where a client cannot. */
  ping?(payload: string): Promise<string>;
}

/** A client of the suite. */
export interface Client {
  readonly name: string;
  /** Opens a connection. */
  open(url: string, subprotocols?: readonly string[]): Promise<Session>;
  /** Ends what all its connections share. */
  end?(): Promise<void>;
}

/** What a message arrives as. */
export type Received = string | Uint8Array | ArrayBuffer;

/** Messages and the close of one connection, for who waits for them. A client in Node feeds it. */
export class Inbox {
  readonly closed: Promise<Closed>;
  readonly #messages: Received[] = [];
  readonly #readers: ((message: Received) => void)[] = [];
  readonly #resolveClosed: (closed: Closed) => void;

  constructor() {
    const { promise, resolve } = Promise.withResolvers<Closed>();
    this.closed = promise;
    this.#resolveClosed = resolve;
  }

  /** A message arrived. */
  onMessage(message: Received): void {
    const reader = this.#readers.shift();
    if (reader === undefined) this.#messages.push(message);
    else reader(message);
  }

  /** The connection closed. */
  onClose(closed: Closed): void {
    this.#resolveClosed(closed);
  }

  /** The next message. @throws Error when the connection closes first. */
  next(): Promise<Received> {
    const message = this.#messages.shift();
    if (message !== undefined) return Promise.resolve(message);
    return new Promise((resolve, reject) => {
      this.#readers.push(resolve);
      this.closed.then(({ code, reason }) => reject(new Error(`closed with ${code} ${reason} before a message`)));
    });
  }

  /** Reads as many messages as `expect` has. @returns what differs. */
  async differences(expect: readonly Payload[]): Promise<readonly string[]> {
    const found: string[] = [];
    for (const payload of expect) {
      const difference = compare(makePayload(payload), await this.next());
      if (difference !== "") found.push(`${payload.type} ${payload.length}: ${difference}`);
    }
    return found;
  }
}

/** A message cut in three, at places that fall within characters and words. */
export function inThree(payload: Payload): [Uint8Array, Uint8Array, Uint8Array] {
  const made = makePayload(payload);
  const bytes = typeof made === "string" ? Buffer.from(made) : made;
  const [first, second] = [Math.ceil(bytes.length / 3), Math.ceil((bytes.length * 2) / 3)];
  return [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)];
}
