/**
 * The inflater of `@longwire/wire` on node:zlib: small messages at once, large ones in the thread pool, within the bounds
 * of a server and of the process. It knows what may go on at the same time; DEFLATE is zlib's.
 */
import type { Inflater, ViolationId } from "@longwire/wire";
import { LargeInflate } from "./large-inflate.ts";
import { createSmallInflate, SMALL_INPUT_BYTES, type SmallInflate } from "./small-inflate.ts";
import type { Turnstile } from "./turnstile.ts";

/** DEFLATE makes at most 1032 bytes of one (RFC 1951 §3.2.5: 258 bytes from two bits). */
const MAX_RATIO = 1032;

/** What bounds work in the thread pool. */
export interface ThreadPoolBounds {
  /** Jobs of one server, or of one set of options, at the same time. */
  readonly jobs: Turnstile;
  /** Bytes that are being decompressed in the whole process. */
  readonly inflatedBytes: Turnstile;
}

/** Decompresses for any number of connections. */
export class NodeInflater implements Inflater {
  readonly #small: SmallInflate;
  readonly #bounds: ThreadPoolBounds;

  /** @param small default: the fastest that this Node has. */
  constructor(bounds: ThreadPoolBounds, small: SmallInflate = createSmallInflate()) {
    this.#bounds = bounds;
    this.#small = small;
  }

  inflate(
    data: Uint8Array,
    window: Uint8Array | undefined,
    limitBytes: number,
    done: (result: Uint8Array | ViolationId) => void,
  ): (() => void) | undefined {
    if (data.length <= SMALL_INPUT_BYTES) {
      const result = this.#small.inflate(data, window, limitBytes);
      if (result !== "large") {
        done(typeof result === "string" ? result : Buffer.from(result));
        return undefined;
      }
    }
    // The window may change before the work begins.
    return this.#inflateLater(data, window && Buffer.from(window), limitBytes, done);
  }

  #inflateLater(
    data: Uint8Array,
    window: Uint8Array | undefined,
    limitBytes: number,
    done: (result: Uint8Array | ViolationId) => void,
  ): () => void {
    const { jobs, inflatedBytes } = this.#bounds;
    const weight = Math.min(limitBytes, data.length * MAX_RATIO);
    let cancel: () => void = () => undefined;
    const cancelJob = jobs.enter(1, () => {
      const cancelBytes = inflatedBytes.enter(weight, () => {
        const work = new LargeInflate(data, window, limitBytes, (result) => {
          jobs.leave(1);
          inflatedBytes.leave(weight);
          done(result);
        });
        work.start();
      });
      cancel = () => {
        // Begun work goes on to its limit, and leaves by itself.
        if (cancelBytes()) jobs.leave(1);
      };
    });
    return () => {
      if (!cancelJob()) cancel();
    };
  }
}
