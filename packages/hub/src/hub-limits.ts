/**
 * Everything that a client can make grow, in one place, with its default. What happens at a limit is said beside it.
 */
import { getHeapStatistics } from "node:v8";
import { type DecodeLimits, defaultDecodeLimits } from "@longwire/protocol";

const KIB = 1024;
const MIB = 1024 * KIB;

/** Limits of a hub. Durations in milliseconds, sizes in bytes. Rates have a burst of twice as much. */
export interface HubLimits {
  /** From the start of a connection to its connect command. Over it: close 3502. Default 10 s. */
  readonly connectTimeoutMs: number;
  /** For an answer of the application: a rule, a handler, an authenticator. Over it: error 100; for the connect command close 3004. Default 4 s: the SDKs wait 5 s. */
  readonly answerTimeoutMs: number;
  /** One frame of a client. Over it: close 3501. Default 64 KiB. */
  readonly maxFrameBytes: number;
  /** Frames of a client. Over it: close 3013. Default 200. */
  readonly framesPerSecond: number;
  /** Commands of a client. Over it: close 3013. Default 100. */
  readonly commandsPerSecond: number;
  /** Bytes of a client. Over it: close 3013. Default 512 KiB. */
  readonly bytesPerSecond: number;
  /** Commands of a connection that are not answered yet. Over it: error 111. Default 256. */
  readonly maxPendingCommands: number;
  /** Subscriptions of a connection. Over it: error 106. Default 128. */
  readonly maxChannels: number;
  /** Connections of a user on this node. Over it: the next is closed with 3504. Default: no limit. */
  readonly maxConnectionsPerUser: number;
  /** Entries of one recovery. Over it: the client is told that it did not recover. Default 300. */
  readonly maxRecoveredEntries: number;
  /** Data of one recovery. Over it: the client is told that it did not recover. Default 1 MiB. */
  readonly maxRecoveredBytes: number;
  /** Entries of one history reply. Over it: a request for more gets so many. Default 300. */
  readonly maxHistoryEntries: number;
  /** Publications that wait for a subscription to be made. Over it: it reads the log anew, three times in all; then close 3010. Default 1000. */
  readonly maxBufferedEntries: number;
  /** Info of a connection or a subscription. Over it: error 107. Default 4 KiB. */
  readonly maxInfoBytes: number;
  /** An idempotency key. Over it: error 107. Default 128. */
  readonly maxIdempotencyKeyBytes: number;
  /** What waits for one connection, with 128 bytes for each message. Over it: close 3008. Default 1 MiB. */
  readonly maxQueuedBytes: number;
  /** No progress of a connection for which something waits. Over it: close 3008. Default 10 s. */
  readonly writeStallMs: number;
  /** What waits for all connections. Over it: the one that asks for more is closed with 3008. Default: a quarter of the heap limit. */
  readonly maxQueuedBytesTotal: number;
  /** One frame to a client. Over it: what follows goes into the next; a longer message has a frame of its own. Default 64 KiB. */
  readonly maxBatchBytes: number;
  /** Bounds of what is decoded. */
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
  /** How long a connection is shown as present without a renewal. Default 60 s. */
  readonly presenceTtlMs: number;
  /** Between renewals of presence. Default 25 s. */
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
