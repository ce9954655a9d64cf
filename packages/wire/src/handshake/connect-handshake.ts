/**
 * The client's side of the opening handshake over HTTP/2 (RFC 8441 §5), as data: an extended CONNECT request to send, and
 * the check of the response. It knows no session and no stream; who calls it has seen that the server takes extended
 * CONNECT (RFC 8441 §3).
 */
import type { ConnectionOptions } from "../connection/connection.ts";
import {
  agree,
  assertRequestOptions,
  type ClientHandshakeOptions,
  failed,
  type HandshakeResult,
  offerHeaders,
} from "./client-handshake.ts";
import { handshakeFailures } from "./failure.ts";
import { HandshakeFields } from "./handshake-fields.ts";
import type { Http2RequestHead, ResponseHead } from "./head.ts";

/** What the client asks for; RFC 8441 §5 needs neither key nor its digest. */
export interface ConnectHandshakeOptions extends Omit<ClientHandshakeOptions, "key" | "sha1"> {
  /** RFC 8441 §5: "https" for `wss:`, "http" for `ws:`. */
  readonly scheme: "https" | "http";
}

/** One attempt to open a connection over HTTP/2. */
export class ConnectHandshake {
  /** The request to send; its header names are in lower case (RFC 9113 §8.2). */
  readonly request: Http2RequestHead;
  readonly #options: ConnectHandshakeOptions;

  /** @throws UsageError when an option cannot be sent: malformed host, target, subprotocol or header. */
  constructor(options: ConnectHandshakeOptions) {
    assertRequestOptions(options);
    this.#options = options;
    this.request = {
      method: "CONNECT",
      protocol: "websocket",
      scheme: options.scheme,
      authority: options.host,
      path: options.target,
      headers: offerHeaders(options).map(([name, value]) => [name.toLowerCase(), value]),
    };
  }

  /** Checks a response head; never throws because of it. `connection` as for `ClientHandshake.receive`. */
  receive(head: ResponseHead, connection: Omit<ConnectionOptions, "role" | "transform">): HandshakeResult {
    if (head.status >= 100 && head.status < 200) return { type: "informational" };
    // RFC 8441 §5: success is 200, as in the example of §5.1. Accept is not looked at.
    if (head.status !== 200) return failed({ ...handshakeFailures["status-not-200"], status: head.status });
    return agree(new HandshakeFields(head.headers), this.#options, connection);
  }
}
