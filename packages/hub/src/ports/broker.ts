/**
 * The broker port: carries what happens in channels to every node that has subscribers there, in order for each channel
 * and at most once. It keeps nothing; gaps are found by positions.
 */
import type { ClientInfo, CodedReason, Payload } from "@longwire/protocol";
import type { Entry, Position } from "./history-store.ts";

/** What is carried. */
export type ChannelMessage =
  | {
      readonly type: "publication";
      /** `offset` is 0 in a channel without history. */
      readonly entry: Entry;
      /** Where the log stands after it; absent without history. */
      readonly position?: Position | undefined;
    }
  | { readonly type: "join" | "leave"; readonly info: ClientInfo };

/** Which sessions of a user are meant. */
export interface SessionSelector {
  readonly user: string;
  /** Only that of the connection with this id. */
  readonly client?: string | undefined;
  /** Only this one: what its client gives when it comes back. */
  readonly session?: string | undefined;
}

/** What is carried to every node, whatever its channels: what is to be done with sessions of a user. */
export type ControlMessage = SessionSelector &
  (
    | ({
        readonly type: "disconnect";
        /** Ids of connections that stay. */
        readonly except?: readonly string[] | undefined;
      } & CodedReason)
    | ({ readonly type: "unsubscribe"; readonly channel: string } & CodedReason)
    | {
        readonly type: "subscribe";
        readonly channel: string;
        /** For the client. */
        readonly data?: Payload | undefined;
        /** Where the client stands: what it missed since is sent. */
        readonly recoverSince?: Position | undefined;
      }
    | {
        readonly type: "refresh";
        readonly expired: boolean;
        /** Unix time in seconds; absent: the connection does not expire any more. */
        readonly expireAt?: number | undefined;
      }
    | {
        /** Tokens and grants from before `before` (Unix time in milliseconds) are void. */
        readonly type: "revoke";
        readonly before: number;
      }
  );

/** Told what arrives. */
export interface BrokerEvents {
  /** For channels that were subscribed to. Also for what this node published itself. */
  onMessage(channel: string, message: ChannelMessage): void;
  /** Also for what this node sent itself. */
  onControl(message: ControlMessage): void;
  /** Messages may have been lost in these channels, or in all: their positions are to be checked. */
  onUnsure(channels: readonly string[] | "all"): void;
}

/** Carries messages between nodes. */
export interface Broker {
  /** Begins. Once, before all else. */
  start(events: BrokerEvents): Promise<void>;
  /** Resolves when it was handed over. In the order of the calls for one channel. */
  publish(channel: string, message: ChannelMessage): Promise<void>;
  control(message: ControlMessage): Promise<void>;
  /** Resolves when nothing that is published from now on is missed. */
  subscribe(channel: string): Promise<void>;
  unsubscribe(channel: string): Promise<void>;
  /** Resolves when a message went out and came back: what health means. */
  probe(): Promise<void>;
  close(): Promise<void>;
}
