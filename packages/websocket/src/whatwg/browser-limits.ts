/**
 * How the limits of a client differ where it must behave as a browser does: browsers set hardly any.
 * It knows numbers only.
 */
import type { Limits } from "@longwire/wire";

const MIB = 1024 * 1024;

/** Over `clientLimits`; `createWebSocket` takes others. */
export const browserLimits: Readonly<Partial<Limits>> = Object.freeze({
  /** A program that must not take this much says so; memory is taken only as a message arrives. */
  maxMessageBytes: 256 * MIB,
  /** "Flagged as full" above it; `bufferedAmount` is the only warning that the API has. */
  maxBufferedBytes: 256 * MIB,
  handshakeTimeoutMs: 60_000,
  /** A Close stands behind all that was sent before: its time is that of the whole way. */
  closeTimeoutMs: 60_000,
  /** A server that does not read for a while is no fault in a browser. */
  stallTimeoutMs: 0,
});
