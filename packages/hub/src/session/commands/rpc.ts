/**
 * The rpc command: a call of the application.
 */
import type { RpcRequest } from "@longwire/protocol";
import { toPayload } from "../../to-payload.ts";
import type { CommandContext } from "../command-context.ts";
import { failWith, type Outcome } from "../outcome.ts";

/** Calls the application. */
export async function rpc(
  { services: { handlers, deadlines }, as }: CommandContext,
  { method = "", data }: RpcRequest,
): Promise<Outcome> {
  const { rpc: handler } = handlers;
  if (handler === undefined) return failWith("notAvailable");
  const value = await deadlines.within("rpc handler", handler({ identity: as.identity, method, data }));
  return { result: { rpc: { data: toPayload(value ?? null) } } };
}
