/**
 * Everything that a client can make grow, in one place, with its default. What happens at a limit is said beside it.
 */
import { getHeapStatistics } from "node:v8";
import { type DecodeLimits, defaultDecodeLimits } from "@longwire/protocol";

const KIB = 1024;
const MIB = 1024 * KIB;

/** Limits of a hub. Durations in milliseconds, sizes in bytes. */
export interface HubLimits {
  /** A connection without a connect command is closed with 3502. Default 10 s. */
  readonly connectTimeoutMs: number;
  /**
   * For an answer of the application: a rule, a handler, an authenticator. Without one the command is answered with error
   * 100, and the connect command by closing with 3004. Default 4 s, shorter than the SDKs wait.
   */
  readonly answerTimeoutMs: number;
  /** Of one frame of a client; beyond it the connection is closed with 3501. Default 64 KiB. */
  readonly maxFrameBytes: number;
  /** Per second, with a burst of twice as many; beyond it the connection is closed with 3013. Default 200. */
  readonly framesPerSecond: number;
  /** Commands per second, likewise. Default 100. */
  readonly commandsPerSecond: number;
  /** Bytes per second, likewise. Default 512 KiB. */
  readonly bytesPerSecond: number;
  /** Commands that are not answered yet; more are answered with error 111. Default 256. */
  readonly maxPendingCommands: number;
  /** Subscriptions of a connection; more are answered with error 106. Default 128. */
  readonly maxChannels: number;
  /** Connections of a user on this node; the next is closed with 3504. Default: no limit. */
  readonly maxConnectionsPerUser: number;
  /** Entries of one recovery; a longer gap is told as not recovered. Default 300. */
  readonly maxRecoveredEntries: number;
  /** Bytes of one recovery, likewise. Default 1 MiB. */
  readonly maxRecoveredBytes: number;
  /** Entries of one history reply; a request for more gets so many. Default 300. */
  readonly maxHistoryEntries: number;
  /** Publications that wait for a subscription to be made; then it starts from the log anew. Default 1000. */
  readonly maxBufferedEntries: number;
  /** Of the info of a connection or subscription; more is error 107. Default 4 KiB. */
  readonly maxInfoBytes: number;
  /** Of an idempotency key; a longer one is error 107. Default 128. */
  readonly maxIdempotencyKeyBytes: number;
  /** What waits for one connection; beyond it it is closed with 3008. Default 1 MiB. */
  readonly maxQueuedBytes: number;
  /** A connection that takes nothing for so long while something waits for it is closed with 3008. Default 10 s. */
  readonly writeStallMs: number;
  /** What waits for all connections; beyond it the one that asks for more is closed with 3008. Default: a quarter of the heap limit of the process. */
  readonly maxQueuedBytesTotal: number;
  /** Of a frame to a client, unless one message is longer. Default 64 KiB. */
  readonly maxBatchBytes: number;
  readonly decode: DecodeLimits;
}

/** @see HubLimits */
export const defaultHubLimits: HubLimits = Object.freeze({
  connectTimeoutMs: 10_000,
  answerTimeoutMs: 4_000,
  maxFrameBytes: 64 * KIB,
  framesPerSecond: 200,
  commandsPerSecond: 100,
  bytesPerSecond: 512 * KIB,
  maxPendingCommands: 256,
  maxChannels: 128,
  maxConnectionsPerUser: Number.POSITIVE_INFINITY,
  maxRecoveredEntries: 300,
  maxRecoveredBytes: MIB,
  maxHistoryEntries: 300,
  maxBufferedEntries: 1000,
  maxInfoBytes: 4 * KIB,
  maxIdempotencyKeyBytes: 128,
  maxQueuedBytes: MIB,
  writeStallMs: 10_000,
  maxQueuedBytesTotal: Math.floor(getHeapStatistics().heap_size_limit / 4),
  maxBatchBytes: 64 * KIB,
  decode: defaultDecodeLimits,
});

/** Intervals that clients and channels live by. In milliseconds. */
export interface HubTimes {
  /** Between pings. Default 25 s, made shorter by up to a tenth at random. */
  readonly pingIntervalMs: number;
  /** For the answer to a ping; then the connection is closed with 3012. Default 10 s. */
  readonly pongTimeoutMs: number;
  /** How long an expired connection or subscription may still be refreshed. Default 25 s. */
  readonly expiryGraceMs: number;
  /** Between checks of an idle channel's position. Default 25 s, changed by up to a tenth at random. */
  readonly positionCheckMs: number;
  /** How long a connection that was cut is still shown as present. Default 5 s. */
  readonly leaveGraceMs: number;
  /** How long a connection is shown as present without a renewal. Default 60 s; renewed every 25 s. */
  readonly presenceTtlMs: number;
  readonly presenceRenewMs: number;
}

/** @see HubTimes */
export const defaultHubTimes: HubTimes = Object.freeze({
  pingIntervalMs: 25_000,
  pongTimeoutMs: 10_000,
  expiryGraceMs: 25_000,
  positionCheckMs: 25_000,
  leaveGraceMs: 5_000,
  presenceTtlMs: 60_000,
  presenceRenewMs: 25_000,
});
