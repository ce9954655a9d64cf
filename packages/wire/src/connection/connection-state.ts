/**
 * The state of a connection after its opening handshake, as a table. Everything that changes the state is here; nothing
 * else is. The table does not know which role we play, so both ends are held to the same rules. How a connection closed
 * is data (`close-result.ts`), not further states. The diagram in the documentation is made from this table.
 */

/** `open`: messages flow. `closing`: a Close was sent or received, or we failed it. `closed`: TCP has ended. */
export type ConnectionState = "open" | "closing" | "closed";

/** What can happen to a connection. */
export type ConnectionEvent =
  /** We send a Close frame (RFC 6455 §7.1.2). */
  | "close-sent"
  /** The peer's Close frame arrived (§7.1.3). */
  | "close-received"
  /** The peer broke a rule or a limit (§7.1.7). */
  | "failed"
  /** TCP ended, by the peer, by us or by the network (§7.1.4). */
  | "transport-ended";

/** For every state and event, the next state; there is no pair without an answer. */
export const transitions: Readonly<Record<ConnectionState, Readonly<Record<ConnectionEvent, ConnectionState>>>> =
  Object.freeze({
    open: Object.freeze({
      "close-sent": "closing",
      "close-received": "closing",
      failed: "closing",
      "transport-ended": "closed",
    }),
    closing: Object.freeze({
      "close-sent": "closing",
      "close-received": "closing",
      failed: "closing",
      "transport-ended": "closed",
    }),
    closed: Object.freeze({
      "close-sent": "closed",
      "close-received": "closed",
      failed: "closed",
      "transport-ended": "closed",
    }),
  });
