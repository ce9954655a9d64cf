/**
 * The states of a session. Types only.
 *
 * connecting → authenticating → connected → closed; from each of them → closed.
 */
import type { Command, Payload } from "@longwire/protocol";
import type { Identity } from "../channel/channel-options.ts";
import type { ConnectionRequest } from "../ports/connection.ts";

/** Who a connection is. */
export interface ConnectedAs {
  readonly identity: Identity;
  /** What others see of it, in every channel. */
  readonly info: Payload | undefined;
  /** Known to the client and the server: who comes back with it is the same client. */
  readonly secret: string;
  /** Unix time in milliseconds of the connect command. */
  readonly since: number;
}

/** What a session is doing. */
export type SessionState =
  /** No connect command has come. */
  | { readonly name: "connecting"; readonly request: ConnectionRequest }
  /** It is judged; what comes after it waits. */
  | { readonly name: "authenticating"; readonly queue: Command[] }
  /** Let in. While `queue` is there, the connect command is not answered yet. */
  | { readonly name: "connected"; readonly as: ConnectedAs; readonly queue: Command[] | undefined }
  | { readonly name: "closed" };
