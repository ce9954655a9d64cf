/**
 * Decompresses messages of any size in Node's thread pool, cut off at their limit while they are decompressed. It takes
 * final blocks and what follows them, over which zlib's streams would lose data (RFC 7692 §7.2.3.4).
 */
import { constants as bufferConstants } from "node:buffer";
import { inflateRaw } from "node:zlib";
import type { ViolationId } from "@longwire/wire";
import { judgeEnd, withEpilogue } from "./message-end.ts";
import { isTooLarge } from "./small-inflate.ts";

/** Memory grows in steps of this while a message is decompressed. */
const CHUNK_BYTES = 64 * 1024;
const WINDOW_BYTES = 32 * 1024;
/** Final blocks within one message. Each costs a new zlib stream, which a peer could have for two bytes. */
const MAX_FINAL_BLOCKS = 256;

interface Inflated {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

/** One message. */
export class LargeInflate {
  readonly #payload: Uint8Array;
  readonly #limitBytes: number;
  readonly #done: (result: Uint8Array | ViolationId) => void;
  #window: Uint8Array | undefined;
  /** What the parts between final blocks came to. */
  readonly #parts: Buffer[] = [];
  #length = 0;
  #from = 0;

  /** @param done called once, later. */
  constructor(
    payload: Uint8Array,
    window: Uint8Array | undefined,
    limitBytes: number,
    done: (result: Uint8Array | ViolationId) => void,
  ) {
    this.#payload = payload;
    this.#window = window;
    this.#limitBytes = limitBytes;
    this.#done = done;
  }

  /** Decompresses to the next final block. */
  start(): void {
    const room = this.#limitBytes - this.#length;
    const options = {
      info: true,
      chunkSize: CHUNK_BYTES,
      // zlib has no limit of 0; what is over it is found afterwards.
      maxOutputLength: Math.max(1, Math.min(room, bufferConstants.MAX_LENGTH)),
      ...(this.#window === undefined ? {} : { dictionary: this.#window }),
    };
    inflateRaw(withEpilogue(this.#payload, this.#from), options, (error, result) => {
      if (error !== null) this.#done(isTooLarge(error) ? "message-too-big" : "payload-not-decodable");
      else this.#onPart(result as unknown as Inflated);
    });
  }

  #onPart({ buffer, engine }: Inflated): void {
    const end = judgeEnd(engine.bytesWritten, this.#payload.length - this.#from);
    this.#parts.push(buffer);
    this.#length += buffer.length;
    if (this.#length > this.#limitBytes) this.#done("message-too-big");
    else if (end === "broken" || this.#parts.length > MAX_FINAL_BLOCKS) this.#done("payload-not-decodable");
    else if (end === "complete")
      this.#done(this.#parts.length === 1 ? buffer : Buffer.concat(this.#parts, this.#length));
    else this.#goOn(buffer, engine.bytesWritten);
  }

  /** What follows a final block may still refer to what came before it. */
  #goOn(last: Buffer, consumed: number): void {
    const window = this.#window;
    const all = window === undefined || last.length >= WINDOW_BYTES ? last : Buffer.concat([window, last]);
    this.#window = all.length === 0 ? undefined : all.subarray(Math.max(0, all.length - WINDOW_BYTES));
    this.#from += consumed;
    this.start();
  }
}
