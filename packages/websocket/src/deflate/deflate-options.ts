/**
 * The option `perMessageDeflate` of servers and clients: what it may say, what it means where it says nothing, and the
 * extension that comes of it. Names are those of `ws`; defaults are the safe ones of the limits table.
 */
import {
  type ClientExtension,
  createDeflateTransforms,
  type DeflateParameters,
  permessageDeflateClient,
  permessageDeflateServer,
  type ServerExtension,
  UsageError,
} from "@longwire/wire";
import { nodeCodecs } from "./node-codec.ts";

/** Options of permessage-deflate (RFC 7692). */
export interface PerMessageDeflateOptions {
  /** Bytes; shorter messages are sent as they are. A message in fragments is judged by its first. Default 1024. */
  readonly threshold?: number | undefined;
  /** How hard zlib tries: 1 (fast) to 9, or -1 for its own default. Default 1. */
  readonly level?: number | undefined;
  /** Memory of zlib for compression, 1 to 9; it is shared by all connections. Default 8. */
  readonly memLevel?: number | undefined;
  /**
   * The server compresses every message by itself. Default true. With false, messages that resemble each other get smaller;
   * each costs more time, both ends keep a window of up to 32 KiB per connection, and a broadcast is compressed for each.
   */
  readonly serverNoContextTakeover?: boolean | undefined;
  /** The same for what the client sends. Default true. */
  readonly clientNoContextTakeover?: boolean | undefined;
  /** The server's window is at most 2 to this power bytes, 8 to 15. Default 12 on a server; a client asks for nothing. */
  readonly serverMaxWindowBits?: number | undefined;
  /** The client's window is at most 2 to this power bytes, 8 to 15. Default 15. */
  readonly clientMaxWindowBits?: number | undefined;
  /** Large messages that are compressed or decompressed at the same time, in the thread pool. Default 10. */
  readonly concurrency?: number | undefined;
}

/** The options with their defaults. */
interface Resolved {
  readonly threshold: number;
  readonly level: number;
  readonly memLevel: number;
  readonly serverNoContextTakeover: boolean;
  readonly clientNoContextTakeover: boolean;
  readonly concurrency: number;
}

const defaults: Resolved = {
  threshold: 1024,
  level: 1,
  memLevel: 8,
  serverNoContextTakeover: true,
  clientNoContextTakeover: true,
  concurrency: 10,
};

const SERVER_WINDOW_BITS = 12;
const MAX_WINDOW_BITS = 15;

/** What each number may be. */
const ranges: Readonly<Record<string, readonly [least: number, most: number]>> = {
  threshold: [0, Number.POSITIVE_INFINITY],
  level: [-1, 9],
  memLevel: [1, 9],
  serverMaxWindowBits: [8, MAX_WINDOW_BITS],
  clientMaxWindowBits: [8, MAX_WINDOW_BITS],
  concurrency: [1, Number.POSITIVE_INFINITY],
};

/**
 * The extensions of a server: none for `false` and `undefined`.
 * @throws UsageError `ERR_INVALID_ARGUMENT` for an unknown name or a value out of its range.
 */
export function serverExtensions(option: boolean | PerMessageDeflateOptions | undefined): readonly ServerExtension[] {
  if (option === undefined || option === false) return [];
  const given = option === true ? {} : option;
  const resolved = resolve(given);
  const create = createDeflateTransforms(nodeCodecs.get(resolved), { thresholdBytes: resolved.threshold });
  const terms = {
    serverNoContextTakeover: resolved.serverNoContextTakeover,
    clientNoContextTakeover: resolved.clientNoContextTakeover,
    serverMaxWindowBits: given.serverMaxWindowBits ?? SERVER_WINDOW_BITS,
    // A window that nobody asked for need not be told: a smaller one than agreed is always right.
    announcesWindow: given.serverMaxWindowBits !== undefined,
    clientMaxWindowBits: given.clientMaxWindowBits ?? MAX_WINDOW_BITS,
  };
  return [permessageDeflateServer(terms, create)];
}

/** The extensions of a client; as `serverExtensions`. */
export function clientExtensions(option: boolean | PerMessageDeflateOptions | undefined): readonly ClientExtension[] {
  if (option === undefined || option === false) return [];
  const given = option === true ? {} : option;
  const resolved = resolve(given);
  const create = createDeflateTransforms(nodeCodecs.get(resolved), { thresholdBytes: resolved.threshold });
  const offer: DeflateParameters = {
    serverNoContextTakeover: resolved.serverNoContextTakeover,
    clientNoContextTakeover: resolved.clientNoContextTakeover,
    serverMaxWindowBits: given.serverMaxWindowBits,
    clientMaxWindowBits: given.clientMaxWindowBits ?? "any",
  };
  return [permessageDeflateClient([offer], create)];
}

function resolve(given: PerMessageDeflateOptions): Resolved {
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const range = ranges[name];
    if (range === undefined && typeof defaults[name as keyof Resolved] !== "boolean") {
      throw new UsageError("ERR_INVALID_ARGUMENT", `perMessageDeflate.${name} is not an option of permessage-deflate`);
    }
    if (!(range === undefined ? typeof value === "boolean" : isWithin(value, range))) {
      const wanted = range === undefined ? "true or false" : `an integer from ${range[0]} to ${range[1]}`;
      throw new UsageError("ERR_INVALID_ARGUMENT", `perMessageDeflate.${name} must be ${wanted}, not ${String(value)}`);
    }
  }
  return {
    threshold: given.threshold ?? defaults.threshold,
    level: given.level ?? defaults.level,
    memLevel: given.memLevel ?? defaults.memLevel,
    serverNoContextTakeover: given.serverNoContextTakeover ?? defaults.serverNoContextTakeover,
    clientNoContextTakeover: given.clientNoContextTakeover ?? defaults.clientNoContextTakeover,
    concurrency: given.concurrency ?? defaults.concurrency,
  };
}

function isWithin(value: unknown, [least, most]: readonly [number, number]): boolean {
  if (typeof value !== "number" || !(value >= least && value <= most)) return false;
  return Number.isInteger(value) || value === Number.POSITIVE_INFINITY;
}
