/**
 * Every quantity that a peer can make grow, with unit and default, for both roles.
 * It knows numbers only; the modules that obey a limit name it. What happens at each limit is documented here.
 */

/** Bounds on what one peer may cost. Sizes in bytes, times in milliseconds; `0` switches a *time* off, never a size. */
export interface Limits {
  /** Request or response head, request line and all header lines together. Over it: 431 (server), failed attempt (client). Default 16 KiB. */
  readonly maxHeadBytes: number;
  /** Header lines in a head. Over it: 431 (server), failed attempt (client). Default 100. */
  readonly maxHeaderCount: number;
  /** Request target. Over it: 414. Default 8 KiB. */
  readonly maxTargetBytes: number;
  /** From the first byte of the connection to 101. Over it: 408, then the socket is destroyed. Default 10 s. */
  readonly handshakeTimeoutMs: number;
  /** Handshakes in progress on one server. Over it: 503 with Retry-After. Default 1000. */
  readonly maxPendingHandshakes: number;
  /** Bytes that a client sends before it has read the 101; they wait for it. Over it: the server reads no more until then. Default 64 KiB. */
  readonly maxEarlyBytes: number;
  /** Open connections on one server. Over it: 503 with Retry-After. Default: no limit (`Infinity`). */
  readonly maxConnections: number;
  /** One message, all fragments together, as the application sees it. Over it: close 1009. Default 1 MiB (server), 16 MiB (client). */
  readonly maxMessageBytes: number;
  /** Payload of one frame. Over it: close 1009. Default: the same as `maxMessageBytes`. */
  readonly maxFrameBytes: number;
  /** Fragments of one message. Over it: close 1008. Default: no limit (`Infinity`), since fragments cost no memory of their own. */
  readonly maxFragments: number;
  /** From the first byte of a message to its last. Over it: close 1008. Default 30 s (server), off (client). */
  readonly messageTimeoutMs: number;
  /** From our Close frame to the end of the TCP connection. Over it: the socket is destroyed. Default 5 s. */
  readonly closeTimeoutMs: number;
  /** A client that has sent and received Close waits this long for the server to end TCP first (RFC 6455 §7.1.1); off, it does not wait. Over it: the socket is destroyed. Default 2 s. */
  readonly lingerTimeoutMs: number;
  /** Bytes read and thrown away after a Close or a failure. Over it: the socket is destroyed. Default 64 KiB. */
  readonly maxDiscardedBytes: number;
  /** Silence, varied by ±10 %. Over it: a Ping is sent. Default 25 s. */
  readonly pingIntervalMs: number;
  /** From our Ping to any byte from the peer. Over it: close 1011. Default 10 s. */
  readonly pongTimeoutMs: number;
  /** Bytes that wait to be written before a further message is refused. Over it: close 3008. Default 1 MiB. */
  readonly maxBufferedBytes: number;
  /** No progress of waiting output for this long. Over it: the socket is destroyed. Default 10 s. */
  readonly stallTimeoutMs: number;
}

const KIB = 1024;
const MIB = 1024 * KIB;

/** Defaults of the server role: it holds many connections of strangers. */
export const serverLimits: Limits = Object.freeze({
  maxHeadBytes: 16 * KIB,
  maxHeaderCount: 100,
  maxTargetBytes: 8 * KIB,
  handshakeTimeoutMs: 10_000,
  maxPendingHandshakes: 1000,
  maxEarlyBytes: 64 * KIB,
  maxConnections: Number.POSITIVE_INFINITY,
  maxMessageBytes: MIB,
  maxFrameBytes: MIB,
  maxFragments: Number.POSITIVE_INFINITY,
  messageTimeoutMs: 30_000,
  closeTimeoutMs: 5_000,
  lingerTimeoutMs: 2_000,
  maxDiscardedBytes: 64 * KIB,
  pingIntervalMs: 25_000,
  pongTimeoutMs: 10_000,
  maxBufferedBytes: MIB,
  stallTimeoutMs: 10_000,
});

/** Defaults of the client role: one connection to a server that the application chose. */
export const clientLimits: Limits = Object.freeze({
  ...serverLimits,
  maxMessageBytes: 16 * MIB,
  maxFrameBytes: 16 * MIB,
  messageTimeoutMs: 0,
  maxBufferedBytes: 16 * MIB,
});
