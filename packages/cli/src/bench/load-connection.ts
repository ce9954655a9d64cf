/**
 * One connection of a load generator: the opening handshake over a stream of bytes, then frames counted in place.
 * It holds no queue, no timer and no message; what to send, and when, is the load's affair.
 */
import { opcodes } from "@longwire/wire";
import { CommandError, exitCodes } from "../command-error.ts";
import { FrameCounter, type FrameSink } from "./frame-counter.ts";
import { maskedFrame } from "./load-frames.ts";
import type { Dialer, LoadStream, LoadStreamEvents } from "./load-stream.ts";
import { acceptedHeadLength } from "./load-target.ts";

/** What happens on a connection. */
export interface LoadEvents {
  onOpen(): void;
  /** So many messages became complete in one read. */
  onMessages(count: number): void;
  /** The connection is lost, or what came on it cannot be gone on with. Called once, and not after `end`. */
  onFailed(error: Error): void;
}

/** What a connection is made of. */
export interface LoadConnectionOptions {
  readonly dialer: Dialer;
  /** The request that opens the WebSocket. */
  readonly requestHead: string;
  /** Its number among all, from 0. */
  readonly index: number;
  /** What each message must be long; −1: any length. */
  readonly expectedBytes: number;
  /** The server may compress its messages. */
  readonly isDeflated?: boolean;
  readonly onPayload?: FrameSink["onPayload"];
  readonly onMessageEnd?: FrameSink["onMessageEnd"];
  readonly events: LoadEvents;
}

/** A connection, begun when it is made. */
export class LoadConnection {
  readonly #stream: LoadStream;
  readonly #readBuffer: Buffer;
  readonly #events: LoadEvents;
  readonly #counter: FrameCounter;
  /** The head of the response while it is incomplete; `undefined` once the connection is open. */
  #head: string | undefined = "";
  #isOver = false;
  readonly #write = (bytes: Buffer): void => this.#stream.write(bytes);

  constructor(options: LoadConnectionOptions) {
    const { dialer, requestHead, index, expectedBytes, isDeflated, onPayload, onMessageEnd, events } = options;
    this.#readBuffer = dialer.readBuffer;
    this.#events = events;
    const onControl = this.#onControl.bind(this);
    this.#counter = new FrameCounter({ onControl, onPayload, onMessageEnd }, expectedBytes, isDeflated);
    const streamEvents: LoadStreamEvents = {
      onConnected: () => this.#stream.writeText(requestHead),
      onRead: (length) => this.#onRead(length),
      onLost: (error) => this.#fail(error),
    };
    this.#stream = dialer.dial(index, streamEvents);
  }

  /** Writes whole frames; the function is handed out so that nothing is made per message. */
  get write(): (bytes: Buffer) => void {
    return this.#write;
  }

  /** Ends at once. Nothing is reported afterwards. */
  end(): void {
    this.#isOver = true;
    this.#stream.end();
  }

  #onRead(length: number): void {
    if (this.#isOver) return;
    const bytes = this.#readBuffer;
    try {
      const start =
        this.#head === undefined ? 0 : this.#readHead(this.#head + bytes.toString("latin1", 0, length), length);
      if (start < 0) return;
      const messages = this.#counter.receive(bytes, start, length);
      if (messages > 0) this.#events.onMessages(messages);
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** @returns where in the read buffer the frames begin; −1 while the head is incomplete. */
  #readHead(text: string, length: number): number {
    const headLength = acceptedHeadLength(text);
    this.#head = headLength === 0 ? text : undefined;
    if (headLength === 0) return -1;
    const start = length - (text.length - headLength);
    this.#events.onOpen();
    return start;
  }

  #onControl(opcode: number, payload: Uint8Array): void {
    if (opcode === opcodes.ping) this.#write(maskedFrame(opcodes.pong, payload)); // RFC 6455 §5.5.2
    if (opcode !== opcodes.close) return;
    const code = payload.length < 2 ? "without a code" : `with ${(payload[0] ?? 0) * 256 + (payload[1] ?? 0)}`;
    throw new CommandError(`the server closed a connection ${code}`, exitCodes.failed);
  }

  #fail(error: Error): void {
    if (this.#isOver) return;
    this.end();
    this.#events.onFailed(error);
  }
}
