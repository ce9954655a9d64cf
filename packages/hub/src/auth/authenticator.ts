/**
 * The port that says who a connection is. Types only: tokens and functions of the application fill it.
 */
import type { ConnectRequest, DisconnectName, ErrorName, Payload } from "@longwire/protocol";
import type { Identity } from "../channel/channel-options.ts";
import type { ControlMessage } from "../ports/broker.ts";
import type { ConnectionRequest } from "../ports/connection.ts";
import type { Capability } from "./capabilities.ts";
import type { SubscriptionOverride } from "./subscription-override.ts";

/** Who a connection is, or why it is not let in: by an error in the reply, or by a close. */
export type AuthOutcome =
  | {
      readonly ok: true;
      readonly identity: Omit<Identity, "client">;
      /** Unix time in seconds. Absent: the connection does not expire. */
      readonly expireAt?: number | undefined;
      /** What others see of the connection. */
      readonly info?: Payload | undefined;
      /** Server-side subscriptions. */
      readonly channels: readonly string[];
      /** What the token says of some of `channels`. */
      readonly grants?: ReadonlyMap<string, SubscriptionGrant> | undefined;
      /** For the client, in the connect reply. */
      readonly data?: Payload | undefined;
    }
  | { readonly ok: false; readonly error: ErrorName; readonly reason?: string | undefined }
  | { readonly ok: false; readonly disconnect: DisconnectName; readonly reason?: string | undefined };

/** A subscription token that holds. */
export interface SubscriptionGrant {
  readonly ok: true;
  /** Unix time in seconds. Absent: the subscription does not expire. */
  readonly expireAt?: number | undefined;
  /** What others see of the connection in this channel. */
  readonly info?: Payload | undefined;
  /** For the client, in the reply. */
  readonly data?: Payload | undefined;
  /** What the token allows in the channel beside subscribing. */
  readonly allow?: readonly Capability[] | undefined;
  /** What is otherwise for this subscription than the channel's declaration says. */
  readonly override?: SubscriptionOverride | undefined;
}

/** What became of a subscription token. */
export type GrantOutcome =
  | SubscriptionGrant
  | { readonly ok: false; readonly error: ErrorName; readonly reason?: string | undefined };

/** Says who a connection is. */
export interface Authenticator {
  /** For the connect command. A rejection is an internal error. */
  authenticate(request: ConnectionRequest, connect: ConnectRequest): Promise<AuthOutcome>;
  /** For a new token of a connection that is up. */
  refresh(identity: Identity, token: string): Promise<AuthOutcome>;
  /** For a subscription token. */
  subscription(identity: Identity, channel: string, token: string): Promise<GrantOutcome>;
  /** Tokens of the user from before are void from now on. */
  revoked?(message: Extract<ControlMessage, { type: "revoke" }>): void;
  /** True when an identity has been revoked since it was given out: to be asked after what was awaited meanwhile. */
  isRevoked?(identity: Omit<Identity, "client">): boolean;
}
