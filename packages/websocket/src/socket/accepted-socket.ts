/**
 * What a server hands to a WebSocket whose handshake it has accepted. It is no part of the public API.
 */
import type { Connection, ConnectionHandler, ConnectionOptions, Limits } from "@longwire/wire";
import type { Runtime } from "../runtime/runtime.ts";
import type { ByteStream } from "../streams/byte-stream.ts";

/** What a connection of a socket is made with, besides what its handshake decides. */
export type SocketConnectionOptions = Omit<ConnectionOptions, "role" | "transform">;

/** Where a server keeps its open sockets. */
export interface SocketRegistry {
  delete(socket: object): unknown;
}

/** What a server tells of a handshake. */
export interface AcceptedParts {
  readonly stream: ByteStream;
  /** Target of the request. */
  readonly url: string;
  readonly limits: Limits;
  readonly runtime: Runtime;
  /** Left when the socket has closed, before its `close` event. */
  readonly registry: SocketRegistry;
  /** Makes the connection; called once, by the socket. What it throws leaves the stream to be refused. */
  connect(handler: ConnectionHandler): ConnectedSocket;
  /** Makes the stream the socket's own; called once, after `connect`. @returns bytes that came early: the first frames. */
  takeOver(): Uint8Array;
}

/** A class, so that the constructor of WebSocket can tell it from an address, and nobody else can make one. */
export class AcceptedSocket {
  readonly parts: AcceptedParts;

  constructor(parts: AcceptedParts) {
    this.parts = parts;
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
