/**
 * The unsubscribe command.
 */
import { type UnsubscribeRequest, unsubscribes } from "@longwire/protocol";
import type { CommandContext } from "../command-context.ts";
import { failWith, type Outcome } from "../outcome.ts";

/** Unsubscribes; answered alike when there was nothing to end. */
export function unsubscribe(
  { session }: CommandContext,
  { channel = "" }: UnsubscribeRequest,
): Outcome | Promise<Outcome> {
  if (channel === "") return failWith("badRequest");
  const end = (): Outcome => {
    session.subscriptions.end(channel, unsubscribes.client, "silently");
    return { result: { unsubscribe: {} } };
  };
  const pending = session.subscriptions.pendingWork(channel);
  return pending === undefined ? end() : session.subscriptions.inTurn(channel, async () => end());
}
