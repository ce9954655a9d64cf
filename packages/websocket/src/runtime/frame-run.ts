/**
 * Memory in which the frames of a server's broadcasts lie side by side, so that connections which get the same ones in a
 * row can write them from there in one piece. Frames are written once and never changed; a block lives as long as somebody
 * still has to write a part of it. It knows no connection.
 */
import { Buffer } from "node:buffer";
import { encodedMessageLength, encodeMessage, type SharedEncoder, writeMessage } from "@longwire/wire";

/** A connection that does not get all of a block's frames holds it for the sake of few: it must not be large. */
const BLOCK_BYTES = 32 * 1024;
const EMPTY = Buffer.alloc(0);

/** A message that is encoded for many connections. */
export interface SharedMessage {
  readonly isText: boolean;
  /** The message as one unmasked frame: the bytes `[from, to)`, for servers' connections without an extension. */
  readonly memory: Uint8Array;
  readonly from: number;
  readonly to: number;
  /** The payload for all other connections. Borrowed from the caller of `add`. */
  readonly data: string | Uint8Array;
  /** The message as frames for connections with an extension, by what it was encoded with; made by `encodedFor`. */
  encoded: Map<SharedEncoder, Uint8Array> | undefined;
}

/** The frame of `message` for connections with this `encoder`, encoded once. It must not be changed. */
export function encodedFor(message: SharedMessage, encoder: SharedEncoder): Uint8Array {
  message.encoded ??= new Map();
  let frame = message.encoded.get(encoder);
  if (frame === undefined) {
    frame = encodeMessage(message.data, message.isText, (length) => Buffer.allocUnsafeSlow(length), encoder);
    message.encoded.set(encoder, frame);
  }
  return frame;
}

/** Appends frames to a block until it is full. */
export class FrameRun {
  #block: Uint8Array = EMPTY;
  #end = 0;
  /** What `once` encoded last in this turn. */
  #last: SharedMessage | undefined;

  /** Encodes a message that is not changed in this turn of the event loop: when it comes again at once, it is there. */
  once(data: string | Uint8Array, isText: boolean): SharedMessage {
    const last = this.#last;
    if (last !== undefined && last.data === data && last.isText === isText) return last;
    if (last === undefined) {
      queueMicrotask(() => {
        this.#last = undefined;
      });
    }
    const message = this.add(data, isText);
    this.#last = message;
    return message;
  }

  /** Encodes a message. Strings are text whatever `isText` says. */
  add(data: string | Uint8Array, isText: boolean): SharedMessage {
    const length = encodedMessageLength(data);
    const memory = length > BLOCK_BYTES ? Buffer.allocUnsafeSlow(length) : this.#blockFor(length);
    const from = memory === this.#block ? this.#end : 0;
    const to = from + length;
    writeMessage(data, isText, memory, from);
    if (memory === this.#block) this.#end = to;
    return { isText, memory, from, to, data, encoded: undefined };
  }

  #blockFor(length: number): Uint8Array {
    if (this.#block.length - this.#end < length) {
      this.#block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
      this.#end = 0;
    }
    return this.#block;
  }
}
