/**
 * What a server hands to a WebSocket whose handshake it has accepted. It is no part of the public API.
 */
import type { Connection, ConnectionOptions, Limits } from "@longwire/wire";
import type { Runtime } from "../runtime/runtime.ts";
import type { ByteStream } from "../streams/byte-stream.ts";

/** What the socket adds to the options of its connection. */
export type SocketConnectionOptions = Omit<ConnectionOptions, "role" | "transform">;

/** A stream whose handshake is accepted, and how to make the connection that goes over it. */
export class AcceptedSocket {
  readonly stream: ByteStream;
  /** Makes the stream the socket's own; called once, after `connect`. @returns bytes that came early: the first frames. */
  readonly takeOver: () => Uint8Array;
  /** Target of the request. */
  readonly url: string;
  readonly limits: Limits;
  readonly runtime: Runtime;
  /** Makes the connection; called once, by the socket. What it throws leaves the stream to be refused. */
  readonly connect: (options: SocketConnectionOptions) => ConnectedSocket;

  constructor(parts: {
    stream: ByteStream;
    takeOver: () => Uint8Array;
    url: string;
    limits: Limits;
    runtime: Runtime;
    connect: (options: SocketConnectionOptions) => ConnectedSocket;
  }) {
    this.stream = parts.stream;
    this.takeOver = parts.takeOver;
    this.url = parts.url;
    this.limits = parts.limits;
    this.runtime = parts.runtime;
    this.connect = parts.connect;
  }
}

/** A connection and what its handshake agreed on. */
export interface ConnectedSocket {
  readonly connection: Connection;
  /** `""` for none. */
  readonly subprotocol: string;
  /** As in the header; `""` for none. */
  readonly extensions: string;
}
