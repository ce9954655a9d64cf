/**
 * How a connection closed, as data: what was sent, what was received, who was first, and the peer's fault if there was one.
 * It knows no state and no time; `closing-handshake.ts` collects the facts.
 */
import type { Close } from "../message/close-payload.ts";
import { closeCodes } from "../message/close-payload.ts";
import type { Violation } from "../violation.ts";

/** The facts of a close, complete once the connection is `closed`. */
export interface CloseFacts {
  /** The Close frame that we sent. */
  readonly sent: Close | undefined;
  /** The Close frame that arrived. */
  readonly received: Close | undefined;
  /** Who began: `local` also when we failed the connection, `undefined` when TCP just ended. */
  readonly first: "local" | "remote" | undefined;
  /** The rule or limit that the peer broke. */
  readonly cause: Violation | undefined;
}

/** What an application is told. */
export interface CloseResult extends CloseFacts {
  /**
   * The received code, 1005 for a Close without one (RFC 6455 §7.1.5); else the code of `cause`; else 1006.
   */
  readonly code: number;
  /** The received reason, or the text of `cause`, or "". From a peer: do not show or log it unescaped (RFC 6455 §5.5.1). */
  readonly reason: string;
  /** Both Close frames were exchanged and nothing was violated (RFC 6455 §7.1.4). */
  readonly wasClean: boolean;
}

/** Derives what an application is told from the facts. */
export function closeResult(facts: CloseFacts): CloseResult {
  const { sent, received, cause } = facts;
  const code = received ? (received.code ?? closeCodes.noStatus) : (cause?.close ?? closeCodes.abnormal);
  const reason = received?.reason ?? cause?.message ?? "";
  return { ...facts, code, reason, wasClean: sent !== undefined && received !== undefined && cause === undefined };
}
