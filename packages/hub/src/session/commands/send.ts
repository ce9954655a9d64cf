/**
 * The send command: data that is not answered.
 */
import type { SendRequest } from "@longwire/protocol";
import type { CommandContext } from "../command-context.ts";
import type { Outcome } from "../outcome.ts";

/** Hands data to the application. */
export async function send({ services, as }: CommandContext, { data }: SendRequest): Promise<Outcome> {
  await services.deadlines.within("send handler", services.handlers.send?.({ identity: as.identity, data }));
  return { result: {} };
}
