/**
 * The request of a handshake as an application sees it: the names that users of `http` know, on an own port as well as
 * attached. It knows the request only; it cannot answer it.
 */

import type { UpgradeRequest as CheckedRequest, HeaderLine, HttpVersion } from "@longwire/wire";
import type { ByteStream, StreamInfo } from "../streams/byte-stream.ts";
import type { ClientAddresses } from "./client-address.ts";
import type { ProxiedClient } from "./proxy-protocol.ts";

/** The handshake that a request belongs to, as far as the request shows it. */
export interface HandshakeOfRequest {
  readonly stream: ByteStream;
  /** Made when it is first asked for. */
  readonly signal: AbortSignal;
  /** The client for whom a proxy has connected, where the PROXY protocol says so. */
  readonly client: ProxiedClient | undefined;
}

/** A checked request for an upgrade. `Context` is what `authenticate` returned. */
export class UpgradeRequest<Context = unknown> {
  /** What `authenticate` returned; `undefined` without it, and within it. */
  declare context: Context;
  readonly #request: CheckedRequest;
  readonly #handshake: HandshakeOfRequest;
  readonly #addresses: ClientAddresses;
  #info: StreamInfo | undefined;
  #headers: Record<string, string | undefined> | undefined;

  constructor(request: CheckedRequest, handshake: HandshakeOfRequest, addresses: ClientAddresses) {
    this.#request = request;
    this.#handshake = handshake;
    this.#addresses = addresses;
  }

  /** Aborted when the client goes away before the answer. */
  get signal(): AbortSignal {
    return this.#handshake.signal;
  }

  /** "GET" (RFC 6455 §4.1), or "CONNECT" over HTTP/2 (RFC 8441 §4). */
  get method(): string {
    return this.#request.head.method;
  }

  /** "1.1", or "2.0" for a WebSocket over HTTP/2. */
  get httpVersion(): HttpVersion {
    return this.#request.head.httpVersion;
  }

  /** Path and query, such as "/chat?room=1". */
  get url(): string {
    return this.#request.target;
  }

  /** Before the "?", percent-encoding kept. */
  get path(): string {
    return this.#request.path;
  }

  /** After the "?", or "". `new URLSearchParams(request.query)` takes it apart. */
  get query(): string {
    return this.#request.query;
  }

  /** Headers by lower-case name; a header sent more than once is joined with ", ". The object has no prototype. */
  get headers(): Readonly<Record<string, string | undefined>> {
    this.#headers ??= joinHeaders(this.#request.head.headers);
    return this.#headers;
  }

  /** Header lines as they came, in order. */
  get rawHeaders(): readonly HeaderLine[] {
    return this.#request.head.headers;
  }

  /** The Host header; over HTTP/2 `:authority`, which is among the headers as `host` too. */
  get host(): string {
    return this.#request.host;
  }

  /** The Origin header, which browsers always send; already checked against the server's `origin` option. */
  get origin(): string | undefined {
    return this.#request.origin;
  }

  /** Offered subprotocols, in the client's order of preference. */
  get subprotocols(): readonly string[] {
    return this.#request.subprotocols;
  }

  /**
   * Addresses of the connection that the request came over. With TLS, or attached to a server, it is the `net.Socket` or
   * `tls.TLSSocket` itself, for reading only (a peer's certificate, for example).
   */
  get socket(): StreamInfo {
    this.#info ??= this.#handshake.stream.info;
    return this.#info;
  }

  /** Address of the peer of the socket, which is the last proxy where there is one. */
  get remoteAddress(): string | undefined {
    return this.socket.remoteAddress;
  }

  /**
   * Address of the client: of the socket, unless `proxyProtocol` or `trustProxy` tell of another. An IPv4 address is
   * always written as one.
   */
  get clientAddress(): string | undefined {
    return this.#addresses.of(this.remoteAddress, this.#request.head.headers, this.#handshake.client);
  }

  /** Whether the request came over TLS to this process. */
  get isSecure(): boolean {
    return this.#handshake.stream.isSecure;
  }

  /** For the server: the request as @longwire/wire checked it. */
  get checked(): CheckedRequest {
    return this.#request;
  }
}

function joinHeaders(lines: readonly HeaderLine[]): Record<string, string | undefined> {
  // No prototype: a peer may send a header called "__proto__".
  const headers: Record<string, string | undefined> = Object.create(null);
  for (const [name, value] of lines) {
    const key = name.toLowerCase();
    const known = headers[key];
    headers[key] = known === undefined ? value : `${known}, ${value}`;
  }
  return headers;
}
