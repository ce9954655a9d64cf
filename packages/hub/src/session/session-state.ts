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

/** Let in. */
export interface Connected extends ConnectedAs {
  readonly name: "connected";
  /** While it is there, the connect command is not answered yet. */
  queue: Command[] | undefined;
}

/** What a session is doing. */
export type SessionState =
  /** No connect command has come. */
  | { readonly name: "connecting"; readonly request: ConnectionRequest }
  /** It is judged; what comes after it waits. */
  | { readonly name: "authenticating"; readonly queue: Command[] }
  | Connected
  | { readonly name: "closed" };
