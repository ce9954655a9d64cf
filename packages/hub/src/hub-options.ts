/**
 * What a hub is made of. Whatever is not given is in memory, for one process.
 */
import type { Authenticator } from "./auth/authenticator.ts";
import type { DecisionMaker } from "./auth/decision.ts";
import type { ChannelOptions } from "./channel/channel-options.ts";
import type { ChannelResolver } from "./channel/channel-registry.ts";
import type { HubHandlers } from "./hub-handlers.ts";
import type { HubLimits, HubTimes } from "./hub-limits.ts";
import type { HubProblem } from "./hub-services.ts";
import type { HubObserver } from "./observe/hub-event.ts";
import type { Broker } from "./ports/broker.ts";
import type { Clock } from "./ports/clock.ts";
import type { HistoryStore } from "./ports/history-store.ts";
import type { NextTurn } from "./ports/next-turn.ts";
import type { PresenceStore } from "./ports/presence-store.ts";
import type { Random } from "./ports/random.ts";
import type { RevocationStore } from "./ports/revocation-store.ts";

/** Options of `createHub`. */
export interface HubOptions {
  /** Declarations by name or pattern, such as `room:{id}`. Other channels do not exist. */
  readonly channels: Readonly<Record<string, ChannelOptions>>;
  /** Finds declarations for names that no pattern matches. Default: there are no others. */
  readonly channelResolver?: ChannelResolver;
  /** Who may connect. */
  readonly authenticator: Authenticator;
  /** Who may do what. Default: the rules of the declarations. */
  readonly permissions?: DecisionMaker;
  readonly handlers?: HubHandlers;
  /** Limits that differ from `defaultHubLimits`. */
  readonly limits?: Partial<HubLimits>;
  /** Intervals that differ from `defaultHubTimes`. */
  readonly times?: Partial<HubTimes>;
  /** Default: in memory. */
  readonly history?: HistoryStore;
  /** Default: in memory. */
  readonly broker?: Broker;
  /** Default: in memory. */
  readonly presence?: PresenceStore;
  /** Default: in memory, and gone with the process. */
  readonly revocations?: RevocationStore;
  /** Told what went wrong and no client is told of. Default: nobody. */
  readonly report?: (problem: HubProblem) => void;
  /** Told what happens, for logs and histograms. What is only counted is in `hub.counters`. Default: nobody. */
  readonly observe?: HubObserver;
  readonly clock?: Clock;
  readonly random?: Random;
  readonly nextTurn?: NextTurn;
}
