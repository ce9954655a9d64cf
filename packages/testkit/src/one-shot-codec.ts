/**
 * The DEFLATE port in the plainest way, for tests of what stands above it: one public call of node:zlib for each message,
 * at once and without bounds. It does not look for data behind a final block.
 */
import { constants, deflateRawSync, inflateRawSync } from "node:zlib";
import type { DeflateCodec, Inflater } from "@longwire/wire";

const TAIL = Uint8Array.of(0x00, 0x00, 0xff, 0xff);

const inflater: Inflater = {
  inflate(data, window, limitBytes, done) {
    let result: Uint8Array;
    try {
      result = inflateRawSync(Buffer.concat([data, TAIL]), {
        finishFlush: constants.Z_SYNC_FLUSH,
        ...(window === undefined ? {} : { dictionary: window }),
      });
    } catch {
      done("payload-not-decodable");
      return undefined;
    }
    done(result.length > limitBytes ? "message-too-big" : result);
    return undefined;
  },
};

/** For `createDeflateTransforms`. */
export const oneShotCodec: DeflateCodec = {
  inflater,
  deflater: (windowBits) => ({
    deflate: (data: Uint8Array, window: Uint8Array | undefined): Uint8Array =>
      deflateRawSync(data, {
        windowBits,
        finishFlush: constants.Z_SYNC_FLUSH,
        ...(window === undefined ? {} : { dictionary: window }),
      }),
  }),
};
