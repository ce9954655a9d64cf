/**
 * The presence port: who is in a channel, by leases that must be renewed, so that a node that dies leaves no ghosts.
 */
import type { ClientInfo } from "@longwire/protocol";

/** One connection in a channel. */
export interface Member {
  /** Id of the connection. */
  readonly client: string;
  readonly info: ClientInfo;
}

/** Counts of a channel. */
export interface PresenceStats {
  readonly clients: number;
  readonly users: number;
}

/** Leases of connections in channels. */
export interface PresenceStore {
  /** Adds a member or renews its lease, for `ttlMs` from now. @returns whether the user was not in the channel before. */
  renew(channel: string, member: Member, ttlMs: number): Promise<{ readonly isFirstOfUser: boolean }>;
  /** Removes a member. @returns whether the user is not in the channel any more. */
  remove(channel: string, client: string): Promise<{ readonly wasLastOfUser: boolean }>;
  /** Members whose leases hold. */
  members(channel: string): Promise<readonly Member[]>;
  stats(channel: string): Promise<PresenceStats>;
  /** Removes members whose leases have run out. @returns them, with whether their user left with them. */
  expire(channel: string): Promise<readonly { readonly member: Member; readonly wasLastOfUser: boolean }[]>;
  close(): Promise<void>;
}
