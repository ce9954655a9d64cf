/**
 * What becomes of a command: a reply with a result or an error, or the end of the connection.
 */
import {
  type CodedReason,
  type DisconnectName,
  disconnects,
  type ErrorName,
  type ErrorReply,
  errors,
  type Results,
} from "@longwire/protocol";
import { RealtimeError } from "../realtime-error.ts";

/** Of one command. `onQueued` runs right after the reply was queued, before anything else can be. */
export type Outcome =
  | { readonly result: Results; readonly onQueued?: () => void }
  | { readonly error: ErrorReply }
  | { readonly disconnect: CodedReason };

/** An error reply of the protocol. */
export function failWith(name: ErrorName): { readonly error: ErrorReply } {
  return { error: errors[name] };
}

/** The end of the connection by one of the protocol's reasons. */
export function disconnectWith(name: DisconnectName): { readonly disconnect: CodedReason } {
  return { disconnect: disconnects[name] };
}

/** What a handler's refusal becomes, or `undefined` when it was none, but a failure. */
export function refusalOf(error: unknown): Outcome | undefined {
  if (!(error instanceof RealtimeError)) return undefined;
  return error.code >= 4000 ? { disconnect: { code: error.code, reason: error.message } } : { error: error.reply };
}

/** True for outcomes with a result. */
export function isResult(outcome: Outcome): outcome is Extract<Outcome, { readonly result: Results }> {
  return "result" in outcome;
}
