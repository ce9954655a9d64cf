/**
 * What the two ways to reach a server have in common: `dial-direct.ts` over a socket of our own, `dial-agent.ts` through
 * an `http.Agent`.
 */
import type { Duplex } from "node:stream";
import type { HandshakeFailure, ResponseHead } from "@longwire/wire";

/** What became of a dial. Exactly one of `onAnswer` and `onError` is called, once. */
export interface DialSink {
  /** The final answer: not informational (1xx) unless it is 101. `early` are bytes that came after its head. The stream is paused. */
  onAnswer(head: ResponseHead, stream: Duplex, early: Uint8Array): void;
  /** The network failed, or what came is no HTTP response. */
  onError(error: Error | HandshakeFailure): void;
}

/** Ends a dial that is not wanted any more; nothing is called after it. */
export type CancelDial = () => void;
