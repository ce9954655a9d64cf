/**
 * What an application declares of its channels. It holds declarations and their defaults; rules are run elsewhere.
 */
import type { Payload } from "@longwire/protocol";
import type { Durability } from "../ports/history-store.ts";

/** Values of a pattern's parameters: of `room:{id}` and `room:7`, `{ id: "7" }`. */
export type ChannelParameters = Readonly<Record<string, string>>;

/** Who asks: the verified claims of a connection. */
export interface Identity {
  /** Empty for the anonymous. */
  readonly user: string;
  /** Id of the connection. */
  readonly client: string;
  /** From the token's `meta`, or from the connect handler: never shown to clients. */
  readonly meta: unknown;
  /** Capabilities and other claims of the token. */
  readonly claims: Readonly<Record<string, unknown>>;
  /**
   * Unix time in milliseconds since which it has been known: of a token, when it was issued. Revocations of a later
   * moment end it. Default 0.
   */
  readonly issuedAt?: number | undefined;
}

/** What a rule is asked. */
export interface ChannelRequest {
  readonly channel: string;
  readonly parameters: ChannelParameters;
  readonly identity: Identity;
  /** Of the request, if it had any. */
  readonly data: Payload | undefined;
  /** The connection is in the channel. */
  readonly isSubscribed: boolean;
  /** A subscription token, or a capability of the connection's token, allows it. */
  readonly isGranted: boolean;
}

/**
 * What a rule answers. A denial says why, in a word or two for people and for machines, and may have a code: 100–399 of
 * the protocol, 400–1999 of the application; default 103. `rule` names the part of the rule that decided.
 */
export type Verdict =
  | boolean
  | { readonly allow: true; readonly rule?: string }
  | { readonly allow: false; readonly code?: number; readonly reason: string; readonly rule?: string };

/** Decides about one request. It is run for each request anew, also on every resume. */
export type ChannelRule = (request: ChannelRequest) => Verdict | Promise<Verdict>;

/**
 * The rules that need no code. `token`: only with a subscription token (or a capability) for the channel. Such a token is
 * enough for `authenticated` and `subscriber` too; `deny` is final. `subscriber` is no rule for subscribing.
 */
export type NamedRule = "allow" | "deny" | "authenticated" | "subscriber" | "token";

/** What happens when a connection reads more slowly than its channel writes. The reader is told what it did not get. */
export type SlowConsumerPolicy =
  /** The connection ends with 3008 and recovers. */
  | { readonly policy: "disconnect" }
  /** The oldest that waits makes room. */
  | { readonly policy: "drop-oldest"; readonly maxWaiting: number }
  /** Of each key only the newest waits. Publications without a key are one key: they are about the channel as a whole. */
  | { readonly policy: "conflate" }
  /** At most one publication in `intervalMs`, the newest. */
  | { readonly policy: "sample"; readonly intervalMs: number }
  /** Nothing is queued until the reader has caught up; then it recovers from the log. */
  | { readonly policy: "pause-and-recover" };

/** Declaration of a channel or of a family of channels. */
export interface ChannelOptions {
  /** A log of the newest publications. Default: none. */
  readonly history?: {
    /** 1 to 100,000; default 1000. */
    readonly maxEntries?: number;
    /** Default 16 MiB. */
    readonly maxBytes?: number;
    /** Default 24 h. */
    readonly ttlMs?: number;
    /**
     * What a publication has survived before its publisher is answered and anybody is shown it. More than the hub's store
     * gives is refused when the hub is made. Default: the most that it gives.
     */
    readonly durability?: Durability;
  };
  /** What a client that was away gets: all that it missed, or the newest entry. Needs `history`. Default: nothing. */
  readonly recovery?: "stream" | "cache";
  /** Subscribers' positions are checked, so that a silent loss is found. Default: true where there is `recovery`. */
  readonly positioned?: boolean;
  /** Who is there can be asked. Default false. */
  readonly presence?: boolean;
  /** Subscribers are told who comes and goes. Needs `presence`. Default false. */
  readonly joinLeave?: boolean;
  /** Which subscribers are told: all, or those that ask for it when they subscribe. Default "always". */
  readonly joinLeavePush?: "always" | "on-request";
  /** Publications may be sent as differences to the one before. Default: none. */
  readonly delta?: "fossil";
  /** Pushes to subscribers that ask for it carry a number in place of the channel's name. Default false. */
  readonly compaction?: boolean;
  /** Subscribers may ask for publications of some tags only. Default false. */
  readonly tagsFilter?: boolean;
  /** Who may subscribe. Default "token". */
  readonly subscribe?: NamedRule | ChannelRule;
  /** Which clients may publish. Default "deny": only the server does. */
  readonly publish?: NamedRule | ChannelRule;
  /** Who may ask for presence. Default "subscriber". */
  readonly presenceRule?: NamedRule | ChannelRule;
  /** Who may read history. Default "subscriber". */
  readonly historyRule?: NamedRule | ChannelRule;
  /** How long a publication's idempotency key is known. Default 300 s. */
  readonly idempotencyWindowMs?: number;
  /** Default `{ policy: "disconnect" }`. */
  readonly slowConsumer?: SlowConsumerPolicy;
}
