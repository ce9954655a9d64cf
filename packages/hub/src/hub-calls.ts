/**
 * What a server program says when it calls a hub, and what it gets back. Types only.
 */
import type { SessionSelector } from "./ports/broker.ts";
import type { Position } from "./ports/history-store.ts";

/** What a server program adds to a publication. */
export interface HubPublishOptions {
  /** At most 128 bytes. The same key again within the channel's window publishes nothing. */
  readonly idempotencyKey?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** What it is about: newer publications of one key replace older ones for readers that want only the last. */
  readonly key?: string | undefined;
  /** Subscribers get it, the log does not. */
  readonly skipHistory?: boolean | undefined;
}

/** What became of a publication of the server program. */
export interface HubPublished {
  /** Undefined in a channel without a log. */
  readonly position: Position | undefined;
  /** It was published before with the same key. */
  readonly isRepeated: boolean;
}

/** Which connections of a user are meant; default: all. */
export type UserConnections = Omit<SessionSelector, "user">;

/** How `subscribe` subscribes. */
export interface HubSubscribeOptions extends UserConnections {
  /** For the client. */
  readonly data?: unknown;
  readonly recoverSince?: Position | undefined;
}
