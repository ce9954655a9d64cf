/**
 * One connection of a load generator: raw TCP or TLS, the opening handshake, then frames counted in place.
 * It holds no queue, no timer and no message; what to send, and when, is the load's affair.
 */
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { opcodes } from "@longwire/wire";
import { CommandError, exitCodes } from "../command-error.ts";
import { FrameCounter, type FrameSink } from "./frame-counter.ts";
import { maskedFrame } from "./load-frames.ts";
import { acceptedHeadLength, type LoadTarget } from "./load-target.ts";

/** One end has at most 28,000 ports by default, so more connections to one port of loopback take more addresses. */
const CONNECTIONS_PER_ADDRESS = 20_000;

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
  readonly target: LoadTarget;
  /** Its number among all, from 0. */
  readonly index: number;
  /** Memory that all connections read into, one after the other: nothing of it is kept. */
  readonly readBuffer: Buffer;
  /** What each message must be long; −1: any length. */
  readonly expectedBytes: number;
  readonly onPayload?: FrameSink["onPayload"];
  readonly events: LoadEvents;
}

function dial({ target, index, readBuffer }: LoadConnectionOptions, onRead: (length: number) => void): Socket {
  const { address, port, tls, serverName } = target;
  const addressNumber = Math.floor(index / CONNECTIONS_PER_ADDRESS);
  // Only where it is needed: a socket that is bound first costs the kernel another search for a port.
  const isSpread = addressNumber > 0 && address.startsWith("127.");
  const local = isSpread ? { localAddress: `127.0.0.${1 + addressNumber}` } : {};
  const onread = {
    buffer: readBuffer,
    callback: (length: number): boolean => {
      onRead(length);
      return true;
    },
  };
  const where = { host: address, port, noDelay: true, ...local };
  if (tls === undefined) return connect({ ...where, onread });
  // `tls.connect` takes `onread` as `net.connect` does; only the types do not say so.
  const reading: object = { onread };
  return connectTls({
    ...where,
    ...reading,
    ...(/^[\d.]+$|:/.test(serverName) ? {} : { servername: serverName }),
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
    rejectUnauthorized: !tls.isInsecure,
  });
}

/** A connection, begun when it is made. */
export class LoadConnection {
  readonly #options: LoadConnectionOptions;
  readonly #socket: Socket;
  readonly #counter: FrameCounter;
  /** The head of the response while it is incomplete; `undefined` once the connection is open. */
  #head: string | undefined = "";
  #isOver = false;
  readonly #write = (bytes: Buffer): void => {
    this.#socket.write(bytes);
  };

  constructor(options: LoadConnectionOptions) {
    this.#options = options;
    const sink = { onControl: this.#onControl.bind(this), onPayload: options.onPayload };
    this.#counter = new FrameCounter(sink, options.expectedBytes);
    this.#socket = dial(options, (length) => this.#onRead(length));
    const { tls, requestHead } = options.target;
    this.#socket.once(tls === undefined ? "connect" : "secureConnect", () => this.#socket.write(requestHead, "latin1"));
    this.#socket.on("error", (error) => this.#fail(error));
    this.#socket.on("close", () => this.#fail(new Error("the server closed the connection")));
  }

  /** Writes whole frames; the function is handed out so that nothing is made per message. */
  get write(): (bytes: Buffer) => void {
    return this.#write;
  }

  /** Ends with a reset: a load generator leaves no ports waiting. Nothing is reported afterwards. */
  end(): void {
    this.#isOver = true;
    if (this.#options.target.tls === undefined) this.#socket.resetAndDestroy();
    else this.#socket.destroy();
  }

  #onRead(length: number): void {
    if (this.#isOver) return;
    const { readBuffer, events } = this.#options;
    try {
      const start =
        this.#head === undefined ? 0 : this.#readHead(this.#head + readBuffer.toString("latin1", 0, length), length);
      if (start < 0) return;
      const messages = this.#counter.receive(readBuffer, start, length);
      if (messages > 0) events.onMessages(messages);
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
    this.#options.events.onOpen();
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
    this.#isOver = true;
    this.#socket.destroy();
    this.#options.events.onFailed(error);
  }
}
