/**
 * The options of a client socket of the `ws` entry, with the defaults of `ws`.
 */
import type { ClientRequest } from "node:http";
import type { RequestOptions } from "node:https";
import type { PerMessageDeflateOptions } from "./per-message-deflate-options.ts";

/** Changes a request before it is sent; it must call `request.end()`. */
export type FinishRequestCallback<Socket> = (request: ClientRequest, websocket: Socket) => void;

/**
 * Options of `new WebSocket(address, protocols, options)`: those of `http.request` and `https.request`, and these.
 * What the address says (host, port, path) cannot be overruled.
 */
export interface ClientOptions<Socket = never> extends RequestOptions {
  /** False: at most one `message`, `ping` or `pong` event per turn of the event loop. Default true. */
  allowSynchronousEvents?: boolean | undefined;
  /** Answer Pings by itself. Default true. */
  autoPong?: boolean | undefined;
  /** Milliseconds from our Close to the end of TCP before the socket is destroyed. Default 30000. */
  closeTimeout?: number | undefined;
  /** Called with each request instead of `request.end()`. */
  finishRequest?: FinishRequestCallback<Socket> | undefined;
  /** Default false. */
  followRedirects?: boolean | undefined;
  /** Fills the masking key of a frame. Default: strong random bytes. */
  generateMask?: ((mask: Buffer) => void) | undefined;
  /** Milliseconds for each request. Default: no limit. */
  handshakeTimeout?: number | undefined;
  /** Accepted; chunks are never kept, so the limit cannot be reached. */
  maxBufferedChunks?: number | undefined;
  /** Fragments of a message; 0: no limit. Default 16384. */
  maxFragments?: number | undefined;
  /** Bytes of a message; 0: no limit. Default 100 MiB. */
  maxPayload?: number | undefined;
  /** Pongs that wait for the peer to read before the connection is ended; 0: no limit. Default 60. */
  maxPendingAutoPongs?: number | undefined;
  /** Default 10. */
  maxRedirects?: number | undefined;
  /** Value of the Origin header (Sec-WebSocket-Origin with protocol version 8). */
  origin?: string | undefined;
  /** Offer permessage-deflate. Default true. */
  perMessageDeflate?: boolean | PerMessageDeflateOptions | undefined;
  /** Subprotocols, where they are not given as an argument. */
  protocols?: string | string[] | undefined;
  /** 8 or 13. Default 13. */
  protocolVersion?: number | undefined;
  /** Let text and close reasons pass that are not UTF-8. Default false. */
  skipUTF8Validation?: boolean | undefined;
}

/** Protocol versions that can be asked for; they differ in the name of the Origin header only. */
export const protocolVersions: readonly number[] = [8, 13];

const KIB = 1024;

/** Defaults that are not "absent". */
export const clientDefaults: Required<
  Pick<{ [Name in keyof ClientOptions]: number }, "maxFragments" | "maxPayload" | "maxRedirects" | "protocolVersion">
> = {
  maxFragments: 16 * KIB,
  maxPayload: 100 * KIB * KIB,
  maxRedirects: 10,
  protocolVersion: 13,
};
