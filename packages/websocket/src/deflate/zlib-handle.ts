/**
 * The synchronous side of Node's zlib streams, used again for message after message: `writeSync` and `reset` of the
 * stream's handle. They are private, so they are looked for and tried out first; `one-shot.ts` does the same with public
 * functions. One pass through here costs a third to a half of a one-shot call (docs/decisions/0012).
 */
import {
  constants,
  createDeflateRaw,
  createInflateRaw,
  type DeflateRaw,
  type InflateRaw,
  type ZlibOptions,
} from "node:zlib";

/** What is used of a stream's handle. */
interface Handle {
  reset(): void;
  writeSync(
    flush: number,
    input: Uint8Array,
    inputFrom: number,
    inputLength: number,
    output: Uint8Array,
    outputFrom: number,
    outputLength: number,
  ): void;
  onerror: (message: string, errno: number, code: string) => void;
}

/** What a stream looks like that has one. */
interface Inside {
  readonly _handle?: unknown;
  readonly _writeState?: unknown;
}

/** A zlib stream that is driven from outside, one message at a time. */
export class ZlibHandle {
  readonly #stream: DeflateRaw | InflateRaw;
  readonly #handle: Handle;
  /** Room and input that the last call left. */
  readonly #left: Uint32Array;
  #hasFailed = false;

  private constructor(stream: DeflateRaw | InflateRaw, handle: Handle, left: Uint32Array) {
    this.#stream = stream;
    this.#handle = handle;
    this.#left = left;
    handle.onerror = () => {
      this.#hasFailed = true;
    };
  }

  /** A compressor, or `undefined` where this Node is not as expected. */
  static deflate(options: ZlibOptions): ZlibHandle | undefined {
    return ZlibHandle.#over(createDeflateRaw({ ...options, chunkSize: constants.Z_MIN_CHUNK }));
  }

  /** A decompressor for every window, or `undefined` where this Node is not as expected. */
  static inflate(): ZlibHandle | undefined {
    return ZlibHandle.#over(createInflateRaw({ chunkSize: constants.Z_MIN_CHUNK }));
  }

  static #over(stream: DeflateRaw | InflateRaw): ZlibHandle | undefined {
    const { _handle: handle, _writeState: left } = stream as Inside;
    if (isHandle(handle) && left instanceof Uint32Array && left.length === 2)
      return new ZlibHandle(stream, handle, left);
    stream.destroy();
    return undefined;
  }

  /** True after input that was no DEFLATE; the handle is of no use then. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** Bytes of the last input that were not taken. */
  get leftInput(): number {
    return this.#left[1] ?? 0;
  }

  /** Bytes of the last output that were not filled; 0 means that there may be more. */
  get leftOutput(): number {
    return this.#left[0] ?? 0;
  }

  /** Forgets what went before. */
  reset(): void {
    this.#handle.reset();
  }

  /** Passes `length` bytes of `input` through to the first `room` bytes of `output`, with everything that is due. */
  pass(input: Uint8Array, length: number, output: Uint8Array, room: number): void {
    this.#handle.writeSync(constants.Z_SYNC_FLUSH, input, 0, length, output, 0, room);
  }

  /** Gives its memory back. */
  close(): void {
    this.#stream.destroy();
  }
}

function isHandle(handle: unknown): handle is Handle {
  if (typeof handle !== "object" || handle === null) return false;
  return (
    "reset" in handle &&
    typeof handle.reset === "function" &&
    "writeSync" in handle &&
    typeof handle.writeSync === "function"
  );
}
