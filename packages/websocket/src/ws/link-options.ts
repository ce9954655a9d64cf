/**
 * What the options of `ws` about a connection mean to @longwire/wire: which limits it has, and which dialect.
 */
import { type ConnectionDialect, type Limits, serverLimits } from "@longwire/wire";

/** Options of one connection, named as in `ws`. */
export interface LinkOptions {
  readonly allowSynchronousEvents?: boolean | undefined;
  readonly closeTimeout?: number | undefined;
  readonly generateMask?: ((mask: Buffer) => void) | undefined;
  readonly maxFragments?: number | undefined;
  readonly maxPayload?: number | undefined;
  readonly skipUTF8Validation?: boolean | undefined;
}

const NO_LIMIT = Number.POSITIVE_INFINITY;
const DEFAULT_CLOSE_TIMEOUT_MS = 30_000;

/** Only what `ws` limits is limited. */
export function limitsOf({
  maxPayload = 0,
  maxFragments = 0,
  closeTimeout = DEFAULT_CLOSE_TIMEOUT_MS,
}: LinkOptions): Limits {
  return Object.freeze({
    ...serverLimits,
    maxMessageBytes: limitOf(maxPayload),
    maxFrameBytes: Number.MAX_SAFE_INTEGER,
    maxFragments: limitOf(maxFragments),
    messageTimeoutMs: 0,
    // 0 would switch it off, where `ws` means at once.
    closeTimeoutMs: Math.max(1, closeTimeout),
    lingerTimeoutMs: 0,
    maxDiscardedBytes: NO_LIMIT,
    pingIntervalMs: 0,
    maxBufferedBytes: NO_LIMIT,
    stallTimeoutMs: 0,
  });
}

/** As `ws` reads a limit: a 32-bit integer of which 0 and below mean none. */
function limitOf(value: number): number {
  const integer = value | 0;
  return integer > 0 ? integer : NO_LIMIT;
}

/** How `ws` speaks: a Close says why by its code alone, and is answered with the reason that it gave. */
export function dialectOf({ skipUTF8Validation = false }: LinkOptions): Partial<ConnectionDialect> {
  return { validateUtf8: !skipUTF8Validation, recordFragments: true, explainFailures: false, echoReasons: true };
}
