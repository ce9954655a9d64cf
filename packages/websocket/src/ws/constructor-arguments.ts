/**
 * The arguments of `new WebSocket`, sorted: subprotocols may be left out, be one or many, or come as an option.
 */
import type { ClientOptions } from "./client-options.ts";

/** @param second what follows the address. @param third what follows that. */
export function sortArguments<Socket>(
  second: string | readonly string[] | ClientOptions<Socket> | undefined,
  third: ClientOptions<Socket> | undefined,
): { readonly protocols: readonly string[]; readonly options: ClientOptions<Socket> } {
  const isOptions = typeof second === "object" && second !== null && !Array.isArray(second);
  const options = (isOptions ? (second as ClientOptions<Socket>) : third) ?? {};
  const given = isOptions || second === undefined ? (options.protocols ?? []) : (second as string | readonly string[]);
  return { protocols: Array.isArray(given) ? given : [given as string], options };
}
