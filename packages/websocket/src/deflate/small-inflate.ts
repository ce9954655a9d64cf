/**
 * Decompresses messages that are small when they come and when they are decompressed, at once, into memory that all
 * messages share; whatever is not small, or has a final block inside, is left to `large-inflate.ts`.
 */
import { constants, inflateRawSync } from "node:zlib";
import type { ViolationId } from "@longwire/wire";
import { EPILOGUE_BYTES, judgeEnd, withEpilogue } from "./message-end.ts";
import { storedBlocks } from "./stored-blocks.ts";
import { ZlibHandle } from "./zlib-handle.ts";

/** A compressed message up to this is tried here. */
export const SMALL_INPUT_BYTES: number = 16 * 1024;
/** A message up to this is decompressed here: some 50 µs. */
const SMALL_OUTPUT_BYTES = 64 * 1024;

const WINDOW_BYTES = 2 ** constants.Z_MAX_WINDOWBITS;

/** The whole message, lent until the next call; or what is wrong with it; or "large". */
export type SmallResult = Uint8Array | ViolationId | "large";

/** Decompresses small messages. */
export interface SmallInflate {
  /** @param payload at most `SMALL_INPUT_BYTES`. @param window what it may refer to. @param limitBytes of the result. */
  inflate(payload: Uint8Array, window: Uint8Array | undefined, limitBytes: number): SmallResult;
}

/** Over one zlib handle, or over the public functions where there is none. */
export function createSmallInflate(): SmallInflate {
  const handle = ZlibHandle.inflate();
  return handle === undefined ? new PublicSmallInflate() : new HandleSmallInflate(handle);
}

/** With one handle for all messages. */
class HandleSmallInflate implements SmallInflate {
  #handle: ZlibHandle | undefined;
  /** One byte more than the epilogue: whether it is left shows that the final block was reached. */
  readonly #input = Buffer.alloc(SMALL_INPUT_BYTES + EPILOGUE_BYTES + 1);
  readonly #output = Buffer.allocUnsafeSlow(Math.max(SMALL_OUTPUT_BYTES, WINDOW_BYTES) + 1);

  constructor(handle: ZlibHandle) {
    this.#handle = handle;
  }

  inflate(payload: Uint8Array, window: Uint8Array | undefined, limitBytes: number): SmallResult {
    this.#handle ??= ZlibHandle.inflate();
    const handle = this.#handle;
    if (handle === undefined) return "large";
    handle.reset();
    if (window !== undefined) {
      // A stored block is copied into the window: cheaper than a new stream with a dictionary.
      const blocks = storedBlocks(window);
      handle.pass(blocks, blocks.length, this.#output, this.#output.length);
    }
    const room = Math.min(limitBytes, SMALL_OUTPUT_BYTES) + 1;
    const length = payload.length + EPILOGUE_BYTES + 1;
    withEpilogue(payload, 0, this.#input);
    handle.pass(this.#input, length, this.#output, room);
    if (handle.hasFailed) {
      // What has failed once is not used again.
      handle.close();
      this.#handle = undefined;
      return "payload-not-decodable";
    }
    if (handle.leftOutput === 0) return limitBytes <= SMALL_OUTPUT_BYTES ? "message-too-big" : "large";
    const consumed = length - handle.leftInput;
    const end = judgeEnd(consumed, payload.length);
    if (end === "complete") return this.#output.subarray(0, room - handle.leftOutput);
    return end === "more" ? "large" : "payload-not-decodable";
  }
}

/** With `inflateRawSync`, which makes a stream for every message. */
export class PublicSmallInflate implements SmallInflate {
  inflate(payload: Uint8Array, window: Uint8Array | undefined, limitBytes: number): SmallResult {
    try {
      const { buffer, engine } = inflateRawSync(withEpilogue(payload, 0), {
        info: true,
        maxOutputLength: Math.max(1, Math.min(limitBytes, SMALL_OUTPUT_BYTES)),
        ...(window === undefined ? {} : { dictionary: window }),
      }) as unknown as { readonly buffer: Buffer; readonly engine: { readonly bytesWritten: number } };
      const end = judgeEnd(engine.bytesWritten, payload.length);
      if (end !== "complete") return end === "more" ? "large" : "payload-not-decodable";
      return buffer.length > limitBytes ? "message-too-big" : buffer;
    } catch (error) {
      if (!isTooLarge(error)) return "payload-not-decodable";
      return limitBytes <= SMALL_OUTPUT_BYTES ? "message-too-big" : "large";
    }
  }
}

/** Whether zlib stopped because there was more than `maxOutputLength`. */
export function isTooLarge(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE";
}
