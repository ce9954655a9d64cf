/**
 * A browser's WebSocket with what only a program outside of a browser can say: headers, certificates, an agent.
 */
import { assertCreateOptions, type CreateWebSocketOptions, SocketRequest } from "./socket-request.ts";
import { toStringOrSequence, toUsvString } from "./web-idl.ts";
import { WebSocket } from "./web-socket.ts";

/**
 * As `new WebSocket(url, protocols)`, with options.
 * @throws DOMException as the constructor. @throws UsageError for options that cannot work.
 */
export function createWebSocket(
  url: string | URL,
  protocols: string | string[] = [],
  options: CreateWebSocketOptions = {},
): WebSocket {
  assertCreateOptions(options);
  const request = new SocketRequest(toUsvString(url), toStringOrSequence(protocols, "protocols"), options);
  // The constructor takes a request that was checked; nobody else can make one, so its type does not tell.
  return Reflect.construct(WebSocket, [request]) as WebSocket;
}
