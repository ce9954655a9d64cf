/**
 * The deflater of `@longwire/wire` on node:zlib: small messages at once on one stream that is reset for each, large ones
 * in the thread pool. It knows one set of parameters and no connection.
 */
import { constants, deflateRaw, deflateRawSync, type ZlibOptions } from "node:zlib";
import type { Deflater } from "@longwire/wire";
import { storedBlocks } from "./stored-blocks.ts";
import type { Turnstile } from "./turnstile.ts";
import { ZlibHandle } from "./zlib-handle.ts";

/** Messages up to this are compressed at once: some 100 µs at level 6. */
const SMALL_MESSAGE_BYTES = 32 * 1024;
/** What does not get smaller gets a little bigger, most with a low memory level: zlib's bound is an eighth. */
const OUTPUT_BYTES = SMALL_MESSAGE_BYTES * 1.25;

/** Compresses with one set of parameters, for any number of connections. */
export class NodeDeflater implements Deflater {
  readonly #options: ZlibOptions;
  readonly #jobs: Turnstile;
  readonly #handle: ZlibHandle | undefined;
  readonly #output: Buffer;

  /** @param handle default: the stream's own where this Node has one; `undefined` for public functions only. */
  constructor(options: ZlibOptions, jobs: Turnstile, usesHandle = true) {
    this.#options = { ...options, finishFlush: constants.Z_SYNC_FLUSH };
    this.#jobs = jobs;
    this.#handle = usesHandle ? ZlibHandle.deflate(options) : undefined;
    this.#output = this.#handle === undefined ? Buffer.alloc(0) : Buffer.allocUnsafeSlow(OUTPUT_BYTES);
  }

  deflate(data: Uint8Array, window: Uint8Array | undefined): Uint8Array;
  deflate(
    data: Uint8Array,
    window: Uint8Array | undefined,
    done: (compressed: Uint8Array) => void,
  ): Uint8Array | undefined;
  deflate(
    data: Uint8Array,
    window: Uint8Array | undefined,
    done?: (compressed: Uint8Array) => void,
  ): Uint8Array | undefined {
    if (data.length > SMALL_MESSAGE_BYTES && done !== undefined) {
      // Borrowed for the call, and zlib reads them later.
      this.#deflateLater(Buffer.from(data), window && Buffer.from(window), done);
      return undefined;
    }
    const handle = this.#handle;
    if (data.length > SMALL_MESSAGE_BYTES || window !== undefined || handle === undefined) {
      return deflateRawSync(data, this.#optionsWith(window));
    }
    handle.reset();
    handle.pass(data, data.length, this.#output, OUTPUT_BYTES);
    return this.#output.subarray(0, OUTPUT_BYTES - handle.leftOutput);
  }

  #deflateLater(data: Buffer, window: Buffer | undefined, done: (compressed: Uint8Array) => void): void {
    this.#jobs.enter(1, () => {
      deflateRaw(data, this.#optionsWith(window), (error, compressed) => {
        this.#jobs.leave(1);
        // Only for want of memory; the peer can still be told what was to be sent.
        done(error === null ? compressed : storedBlocks(data));
      });
    });
  }

  #optionsWith(window: Uint8Array | undefined): ZlibOptions {
    return window === undefined ? this.#options : { ...this.#options, dictionary: window };
  }
}
