/**
 * The DEFLATE port of `@longwire/wire` on node:zlib: one compressor per window, one decompressor, and bounds on what goes
 * on at the same time.
 */
import type { DeflateCodec, Deflater, Inflater } from "@longwire/wire";
import { NodeDeflater } from "./node-deflater.ts";
import { NodeInflater } from "./node-inflater.ts";
import { Turnstile } from "./turnstile.ts";

/** How a codec compresses. */
export interface CodecOptions {
  /** zlib's level, -1 to 9. */
  readonly level: number;
  /** zlib's memory level, 1 to 9. */
  readonly memLevel: number;
  /** zlib's strategy. Default: its default. */
  readonly strategy?: number | undefined;
  /** Jobs in the thread pool at the same time. */
  readonly concurrency: number;
}

const MIB = 1024 * 1024;

/** Bytes that are being decompressed at the same time, in all servers and clients of the process. */
export const MAX_INFLATING_BYTES: number = 64 * MIB;

/**
 * The codecs of a process: those with the same options are one, so that a thousand clients need one compressor, and all
 * of them share the bound on what is being decompressed. It holds nothing of a connection.
 */
export class NodeCodecs {
  readonly #inflatedBytes = new Turnstile(MAX_INFLATING_BYTES);
  readonly #codecs = new Map<string, NodeCodec>();

  /** The codec for `options`. */
  get(options: CodecOptions): NodeCodec {
    const { level, memLevel, strategy, concurrency } = options;
    const key = [level, memLevel, strategy, concurrency].join();
    let codec = this.#codecs.get(key);
    if (codec === undefined) {
      codec = new NodeCodec({ level, memLevel, strategy, concurrency }, this.#inflatedBytes);
      this.#codecs.set(key, codec);
    }
    return codec;
  }
}

/** What is bounded for the process can be counted in one place only; nothing can be observed through it. */
export const nodeCodecs: NodeCodecs = new NodeCodecs();

/** Compresses and decompresses with one set of options. */
export class NodeCodec implements DeflateCodec {
  readonly inflater: Inflater;
  readonly #options: CodecOptions;
  readonly #jobs: Turnstile;
  readonly #deflaters = new Map<number, Deflater>();

  constructor(options: CodecOptions, inflatedBytes: Turnstile) {
    this.#options = options;
    this.#jobs = new Turnstile(options.concurrency);
    this.inflater = new NodeInflater({ jobs: this.#jobs, inflatedBytes });
  }

  deflater(windowBits: number): Deflater {
    let deflater = this.#deflaters.get(windowBits);
    if (deflater === undefined) {
      const { level, memLevel, strategy } = this.#options;
      // With 8, zlib compresses raw DEFLATE as with 9, and refers back at most 250 bytes: it fits into both.
      const options = { windowBits, level, memLevel, ...(strategy === undefined ? {} : { strategy }) };
      deflater = new NodeDeflater(options, this.#jobs);
      this.#deflaters.set(windowBits, deflater);
    }
    return deflater;
  }
}
