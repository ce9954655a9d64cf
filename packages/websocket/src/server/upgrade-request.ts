/**
 * The request of a handshake as an application sees it: the names that users of `http` know, on an own port as well as
 * attached. It knows the request only; it cannot answer it.
 */

import type { UpgradeRequest as CheckedRequest, HeaderLine, HttpVersion } from "@longwire/wire";
import type { ByteStream, StreamInfo } from "../streams/byte-stream.ts";

/** A checked request for an upgrade. `Context` is what `authenticate` returned. */
export class UpgradeRequest<Context = unknown> {
  /** What `authenticate` returned; `undefined` without it, and within it. */
  declare context: Context;
  /** Aborted when the client goes away before the answer. */
  readonly signal: AbortSignal;
  readonly #request: CheckedRequest;
  readonly #stream: ByteStream;
  #info: StreamInfo | undefined;
  #headers: Record<string, string | undefined> | undefined;

  constructor(request: CheckedRequest, stream: ByteStream, signal: AbortSignal) {
    this.#request = request;
    this.#stream = stream;
    this.signal = signal;
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
    this.#info ??= this.#stream.info;
    return this.#info;
  }

  /** Address of the peer of the socket, which is the last proxy where there is one. */
  get remoteAddress(): string | undefined {
    return this.socket.remoteAddress;
  }

  /** Whether the request came over TLS to this process. */
  get isSecure(): boolean {
    return this.#stream.isSecure;
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
