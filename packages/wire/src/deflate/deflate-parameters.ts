/**
 * The four parameters of permessage-deflate (RFC 7692 §7.1): read from an element of Sec-WebSocket-Extensions and back.
 * It knows which values are well formed, and not which answer fits which offer.
 */
import type { ExtensionElement, ExtensionParameter } from "../extension.ts";
import { parseWindowBits } from "./window-bits.ts";

/** Registered name of the extension (RFC 7692 §10.1). */
export const permessageDeflateName = "permessage-deflate";

/** The parameters of one offer or answer. */
export interface DeflateParameters {
  /** The server compresses every message by itself (RFC 7692 §7.1.1.1). */
  readonly serverNoContextTakeover: boolean;
  /** The client compresses every message by itself (RFC 7692 §7.1.1.2). */
  readonly clientNoContextTakeover: boolean;
  /** Bound of the server's window (RFC 7692 §7.1.2.1). `undefined` where it is absent. */
  readonly serverMaxWindowBits: number | undefined;
  /** Bound of the client's window (RFC 7692 §7.1.2.2); `"any"` for an offer without a value. `undefined` where it is absent. */
  readonly clientMaxWindowBits: number | "any" | undefined;
}

const SERVER_NO_CONTEXT_TAKEOVER = "server_no_context_takeover";
const CLIENT_NO_CONTEXT_TAKEOVER = "client_no_context_takeover";
const SERVER_MAX_WINDOW_BITS = "server_max_window_bits";
const CLIENT_MAX_WINDOW_BITS = "client_max_window_bits";

/**
 * Reads the parameters; `undefined` when one is unknown, repeated, or has a value that it must not have: such an offer is
 * declined, such an answer fails the connection (RFC 7692 §7.1). Names are compared with their case.
 */
export function parseDeflateParameters(element: ExtensionElement): DeflateParameters | undefined {
  const found = new Map<string, string | undefined>();
  for (const { name, value } of element.parameters) {
    if (found.has(name) || !isValid(name, value)) return undefined;
    found.set(name, value);
  }
  const client = found.get(CLIENT_MAX_WINDOW_BITS);
  const server = found.get(SERVER_MAX_WINDOW_BITS);
  return {
    serverNoContextTakeover: found.has(SERVER_NO_CONTEXT_TAKEOVER),
    clientNoContextTakeover: found.has(CLIENT_NO_CONTEXT_TAKEOVER),
    serverMaxWindowBits: server === undefined ? undefined : parseWindowBits(server),
    clientMaxWindowBits:
      client === undefined ? (found.has(CLIENT_MAX_WINDOW_BITS) ? "any" : client) : parseWindowBits(client),
  };
}

function isValid(name: string, value: string | undefined): boolean {
  switch (name) {
    case SERVER_NO_CONTEXT_TAKEOVER:
    case CLIENT_NO_CONTEXT_TAKEOVER:
      return value === undefined;
    case SERVER_MAX_WINDOW_BITS:
      return value !== undefined && parseWindowBits(value) !== undefined;
    case CLIENT_MAX_WINDOW_BITS:
      return value === undefined || parseWindowBits(value) !== undefined;
    default:
      return false;
  }
}

/** Writes the parameters, in the order of RFC 7692 §7.1. */
export function deflateElement(parameters: DeflateParameters): ExtensionElement {
  const { serverNoContextTakeover, clientNoContextTakeover, serverMaxWindowBits, clientMaxWindowBits } = parameters;
  const list: ExtensionParameter[] = [];
  if (serverNoContextTakeover) list.push({ name: SERVER_NO_CONTEXT_TAKEOVER, value: undefined });
  if (clientNoContextTakeover) list.push({ name: CLIENT_NO_CONTEXT_TAKEOVER, value: undefined });
  if (serverMaxWindowBits !== undefined)
    list.push({ name: SERVER_MAX_WINDOW_BITS, value: String(serverMaxWindowBits) });
  if (clientMaxWindowBits !== undefined) {
    const value = clientMaxWindowBits === "any" ? undefined : String(clientMaxWindowBits);
    list.push({ name: CLIENT_MAX_WINDOW_BITS, value });
  }
  return { name: permessageDeflateName, parameters: list };
}
