/**
 * The sending half of a socket of the `ws` entry: messages in order also while a Blob is being read, a mask per frame,
 * and frames that a program has encoded itself. Encoding and state are those of the connection behind the `Outlet`.
 */
import { randomFillSync } from "node:crypto";
import { copyMasked, encodedHeaderLength, encodeFrameHeader, isReceivableCloseCode } from "@longwire/wire";
import { asBuffer } from "./message-data.ts";
import { byteLengthOf, isBlob, toStringOrBytes } from "./outgoing-bytes.ts";

/** Called when what was sent has been written, or with why it never will be. */
export type SentCallback = (error?: Error) => void;

/** Options of `Sender.frame`. */
export interface FrameOptions {
  readonly fin?: boolean;
  readonly opcode: number;
  readonly rsv1?: boolean;
  readonly mask?: boolean;
  /** Fills the masking key. Default: random bytes. */
  readonly generateMask?: ((mask: Buffer) => void) | undefined;
  /** Accepted for compatibility: the input is never changed. */
  readonly readOnly?: boolean;
}

/** Where the sender puts what it sends: one open connection. */
export interface Outlet {
  message(data: string | Uint8Array, options: MessageOptions, callback: SentCallback | undefined): void;
  control(kind: "ping" | "pong", payload: Uint8Array, mask: boolean, callback: SentCallback | undefined): void;
  close(code: number | undefined, reason: string): void;
  /** Writes frames as they are. */
  frames(frames: readonly Uint8Array[], callback: SentCallback | undefined): void;
  /** The socket is of no use any more: a Blob could not be read. */
  failed(error: Error): void;
  /** Nothing can be written any more. */
  readonly isGone: boolean;
}

/** Options of `send`. */
export interface SendOptions {
  /** Default: strings are text, everything else is binary. */
  readonly binary?: boolean | undefined;
  /** False: send it as it is also where permessage-deflate is agreed. Default true. */
  readonly compress?: boolean | undefined;
  /** False: more fragments of this message follow. Default true. */
  readonly fin?: boolean | undefined;
  /** Default: clients mask, servers do not (RFC 6455 §5.1). */
  readonly mask?: boolean | undefined;
}

/** How a message goes out. */
export interface MessageOptions {
  readonly binary: boolean;
  readonly fin: boolean;
  readonly mask: boolean;
  readonly compress: boolean;
}

interface Waiting {
  readonly byteLength: number;
  readonly run: () => void;
  readonly fail: (error: Error) => void;
}

const MAX_REASON_BYTES = 123;
const MAX_CONTROL_BYTES = 125;

/** Sends for one socket. */
export class Sender {
  readonly #outlet: Outlet;
  #isReadingBlob = false;
  #queue: Waiting[] = [];
  /** Bytes that wait behind a Blob, the Blob's own included. */
  bufferedBytes = 0;

  constructor(outlet: Outlet) {
    this.#outlet = outlet;
  }

  /** One frame as header and payload, to be written in this order. Strings become UTF-8. */
  static frame(data: string | Uint8Array, options: FrameOptions): Buffer[] {
    const payload = typeof data === "string" ? Buffer.from(data) : asBuffer(data);
    const maskingKey = options.mask === true ? maskingKeyOf(options.generateMask) : undefined;
    const header = Buffer.allocUnsafe(encodedHeaderLength(payload.length, maskingKey !== undefined));
    const { fin = false, rsv1 = false, opcode } = options;
    encodeFrameHeader({ fin, rsv1, opcode, payloadLength: payload.length, maskingKey }, header, 0);
    if (payload.length === 0) return [header];
    if (maskingKey === undefined) return [header, payload];
    const masked = Buffer.allocUnsafe(payload.length);
    copyMasked(payload, 0, payload.length, masked, 0, maskingKey, 0);
    return [header, masked];
  }

  /** Queues a message, or a fragment of one. */
  send(data: unknown, options: MessageOptions, callback?: SentCallback): void {
    this.#put(data, (payload) => this.#outlet.message(payload, options, callback), callback);
  }

  /** Queues a Ping. @throws RangeError over 125 bytes. */
  ping(data: unknown, mask: boolean, callback?: SentCallback): void {
    this.#control("ping", data, mask, callback);
  }

  /** Queues a Pong. @throws RangeError over 125 bytes. */
  pong(data: unknown, mask: boolean, callback?: SentCallback): void {
    this.#control("pong", data, mask, callback);
  }

  /**
   * Begins the closing handshake, after what waits.
   * @throws TypeError for a code that must not be sent, RangeError for a reason over 123 bytes.
   */
  close(code: number | undefined, reason: string | Uint8Array | undefined): void {
    const text = checkClose(code, reason);
    this.#run(0, () => this.#outlet.close(code, text));
  }

  /** Writes frames that `Sender.frame` made, as they are. */
  sendFrame(frames: readonly Uint8Array[], callback?: SentCallback): void {
    this.#outlet.frames(frames, callback);
  }

  #control(kind: "ping" | "pong", data: unknown, mask: boolean, callback: SentCallback | undefined): void {
    // RFC 6455 §5.5.
    if (byteLengthOf(data) > MAX_CONTROL_BYTES) {
      throw new RangeError("The data size must not be greater than 125 bytes");
    }
    const send = (payload: string | Uint8Array): void => {
      const bytes = typeof payload === "string" ? Buffer.from(payload) : payload;
      this.#outlet.control(kind, bytes, mask, callback);
    };
    this.#put(data, send, callback);
  }

  #put(data: unknown, send: (payload: string | Uint8Array) => void, callback: SentCallback | undefined): void {
    if (isBlob(data)) {
      this.#run(data.size, () => void this.#read(data, send, callback), callback);
      return;
    }
    const payload = toStringOrBytes(data);
    if (!this.#isReadingBlob) send(payload);
    else this.#run(byteLengthOf(payload), () => send(payload), callback);
  }

  #run(byteLength: number, run: () => void, callback?: SentCallback): void {
    if (!this.#isReadingBlob) {
      run();
      return;
    }
    this.bufferedBytes += byteLength;
    this.#queue.push({ byteLength, run, fail: (error) => callback?.(error) });
  }

  async #read(blob: Blob, send: (payload: Uint8Array) => void, callback: SentCallback | undefined): Promise<void> {
    this.#isReadingBlob = true;
    this.bufferedBytes += blob.size;
    let bytes: Uint8Array;
    try {
      bytes = new Uint8Array(await blob.arrayBuffer());
    } catch (error) {
      this.#giveUp(error as Error, callback);
      this.#outlet.failed(error as Error);
      return;
    }
    if (this.#outlet.isGone) {
      this.#giveUp(new Error("The socket was closed while the blob was being read"), callback);
      return;
    }
    this.bufferedBytes -= blob.size;
    this.#isReadingBlob = false;
    send(bytes);
    this.#runQueue();
  }

  #runQueue(): void {
    while (!this.#isReadingBlob) {
      const next = this.#queue.shift();
      if (next === undefined) return;
      this.bufferedBytes -= next.byteLength;
      next.run();
    }
  }

  /** Callbacks run outside the promise, so that what they throw is an uncaught exception. */
  #giveUp(error: Error, callback: SentCallback | undefined): void {
    const waiting = this.#queue;
    this.#queue = [];
    process.nextTick(() => {
      callback?.(error);
      for (const each of waiting) each.fail(error);
    });
  }
}

function maskingKeyOf(generateMask: ((mask: Buffer) => void) | undefined): number {
  const mask = Buffer.alloc(4);
  if (generateMask === undefined) randomFillSync(mask);
  else generateMask(mask);
  return mask.readUInt32BE(0);
}

function checkClose(code: number | undefined, reason: string | Uint8Array | undefined): string {
  if (code === undefined) return "";
  // RFC 6455 §7.4.
  if (typeof code !== "number" || !isReceivableCloseCode(code)) {
    throw new TypeError("First argument must be a valid error code number");
  }
  if (reason === undefined || reason.length === 0) return "";
  if (typeof reason !== "string" && !(reason instanceof Uint8Array)) {
    throw new TypeError("Second argument must be a string or a Uint8Array");
  }
  if (Buffer.byteLength(reason) > MAX_REASON_BYTES) {
    throw new RangeError("The message must not be greater than 123 bytes");
  }
  return typeof reason === "string" ? reason : asBuffer(reason).toString();
}
