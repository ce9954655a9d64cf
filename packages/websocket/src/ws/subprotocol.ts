/**
 * `WebSocket.subprotocol`: Sec-WebSocket-Protocol as the set of `ws`, with the parser of @longwire/wire.
 */
import { parseSubprotocols } from "@longwire/wire";

/** The offered subprotocols, in order. @throws SyntaxError for a header that is malformed, empty or names one twice. */
export function parse(header: string): Set<string> {
  const protocols = parseSubprotocols(header);
  if (protocols === undefined || protocols.length === 0) {
    throw new SyntaxError("Invalid Sec-WebSocket-Protocol header");
  }
  return new Set(protocols);
}
