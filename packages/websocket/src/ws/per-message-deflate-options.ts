/**
 * The options of permessage-deflate as `ws` names them, and the extension that they make, with the defaults of `ws`:
 * context takeover in both directions, zlib's own level, every window that the peer offers.
 */
import type { ZlibOptions } from "node:zlib";
import {
  type ClientExtension,
  createDeflateTransforms,
  permessageDeflateClient,
  permessageDeflateServer,
  type ServerExtension,
} from "@longwire/wire";
import { nodeCodecs } from "../deflate/node-codec.ts";

/** Options of `perMessageDeflate`. */
export interface PerMessageDeflateOptions {
  serverNoContextTakeover?: boolean | undefined;
  clientNoContextTakeover?: boolean | undefined;
  serverMaxWindowBits?: number | undefined;
  clientMaxWindowBits?: number | undefined;
  /** `level`, `memLevel` and `strategy` count. */
  zlibDeflateOptions?: ZlibOptions | undefined;
  /** Accepted: how much memory decompression takes is not for one connection to say. */
  zlibInflateOptions?: ZlibOptions | undefined;
  /** Bytes; without context takeover, shorter messages are sent as they are. Default 1024. */
  threshold?: number | undefined;
  /** Messages in the thread pool at the same time. Default 10. */
  concurrencyLimit?: number | undefined;
}

const MAX_WINDOW_BITS = 15;
const DEFAULT_LEVEL = -1;
const DEFAULT_MEM_LEVEL = 8;

/** A server's side. @throws RangeError for window bits out of range. */
export function wsServerExtension(options: PerMessageDeflateOptions): ServerExtension {
  const { serverMaxWindowBits: server, clientMaxWindowBits: client } = options;
  const terms = {
    serverNoContextTakeover: options.serverNoContextTakeover === true,
    clientNoContextTakeover: options.clientNoContextTakeover === true,
    serverMaxWindowBits: bitsOf(server) ?? MAX_WINDOW_BITS,
    announcesWindow: typeof server === "number",
    clientMaxWindowBits: bitsOf(client) ?? MAX_WINDOW_BITS,
  };
  return permessageDeflateServer(terms, createTransforms(options));
}

/** A client's side. @throws RangeError for window bits out of range. */
export function wsClientExtension(options: PerMessageDeflateOptions): ClientExtension {
  const { clientMaxWindowBits } = options;
  const offer = {
    serverNoContextTakeover: options.serverNoContextTakeover === true,
    clientNoContextTakeover: options.clientNoContextTakeover === true,
    serverMaxWindowBits: bitsOf(options.serverMaxWindowBits),
    clientMaxWindowBits: bitsOf(clientMaxWindowBits) ?? (isOff(clientMaxWindowBits) ? undefined : ("any" as const)),
  };
  return permessageDeflateClient([offer], createTransforms(options));
}

function createTransforms(options: PerMessageDeflateOptions): ReturnType<typeof createDeflateTransforms> {
  const { level, memLevel, strategy } = options.zlibDeflateOptions ?? {};
  const codec = nodeCodecs.get({
    level: level ?? DEFAULT_LEVEL,
    memLevel: memLevel ?? DEFAULT_MEM_LEVEL,
    strategy,
    concurrency: options.concurrencyLimit ?? 10,
  });
  return createDeflateTransforms(codec, { thresholdBytes: options.threshold ?? 1024, thresholdWithTakeover: false });
}

/** Programs without types pass booleans: `true` means any window, `false` none that is said. */
function isOff(bits: unknown): boolean {
  return bits === false;
}

function bitsOf(bits: unknown): number | undefined {
  if (typeof bits !== "number") return undefined;
  if (Number.isInteger(bits) && bits >= 8 && bits <= MAX_WINDOW_BITS) return bits;
  throw new RangeError(`Window bits must be an integer from 8 to ${MAX_WINDOW_BITS}, not ${bits}`);
}
