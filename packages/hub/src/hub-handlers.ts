/**
 * What an application may do at each event of a connection. A handler may answer at once or later; it refuses by throwing
 * a `RealtimeError`. Types only.
 */
import type { Payload } from "@longwire/protocol";
import type { ChannelParameters, Identity } from "./channel/channel-options.ts";
import type { ConnectionRequest } from "./ports/connection.ts";

/** A connection has authenticated. */
export interface ConnectEvent {
  readonly identity: Identity;
  readonly request: ConnectionRequest;
  readonly data: Payload | undefined;
  /** Name and version of the client program, as it says. */
  readonly name: string;
  readonly version: string;
}

/** What a connection is given beside what its token says. */
export interface ConnectAnswer {
  /** For the client, in the connect reply. */
  readonly data?: unknown;
  /** Server-side subscriptions. */
  readonly channels?: readonly string[];
  /** What others see of the connection, in place of what the token said. */
  readonly info?: unknown;
}

/** Something happens in a channel that was allowed by its rule. */
export interface ChannelEvent {
  readonly identity: Identity;
  readonly channel: string;
  readonly parameters: ChannelParameters;
}

/** A connection subscribes. */
export interface SubscribeEvent extends ChannelEvent {
  readonly data: Payload | undefined;
}

/** What a subscription is given. */
export interface SubscribeAnswer {
  /** For the client, in the reply. */
  readonly data?: unknown;
  /** What others see of the connection in this channel. */
  readonly info?: unknown;
}

/** A client publishes. */
export interface PublishEvent extends ChannelEvent {
  readonly data: Payload;
}

/** What is published instead. */
export interface PublishAnswer {
  readonly data?: unknown;
  readonly tags?: Readonly<Record<string, string>>;
}

/** A client calls. */
export interface RpcEvent {
  readonly identity: Identity;
  readonly method: string;
  readonly data: Payload | undefined;
}

/** A client sends data that is not answered. */
export interface SendEvent {
  readonly identity: Identity;
  readonly data: Payload | undefined;
}

/** A connection has ended. */
export interface DisconnectEvent {
  readonly identity: Identity;
  readonly code: number;
  readonly reason: string;
}

type Answer<Value> = Value | undefined | Promise<Value | undefined>;

/** Functions of the application. */
export interface HubHandlers {
  readonly connect?: (event: ConnectEvent) => Answer<ConnectAnswer>;
  readonly subscribe?: (event: SubscribeEvent) => Answer<SubscribeAnswer>;
  readonly publish?: (event: PublishEvent) => Answer<PublishAnswer>;
  /** What it returns is sent as JSON; a `Payload` as it is; nothing as `null`. Without it calls are answered with error 108. */
  readonly rpc?: (event: RpcEvent) => unknown;
  readonly send?: (event: SendEvent) => unknown;
  readonly disconnect?: (event: DisconnectEvent) => unknown;
}
