/**
 * What sessions work with: everything of a hub that is not theirs alone. Types only.
 */
import type { Authenticator } from "./auth/authenticator.ts";
import type { DecisionMaker } from "./auth/decision.ts";
import type { ChannelRegistry } from "./channel/channel-registry.ts";
import type { LocalChannels } from "./fan-out/local-channels.ts";
import type { HubHandlers } from "./hub-handlers.ts";
import type { HubLimits, HubTimes } from "./hub-limits.ts";
import type { HubCounters } from "./observe/hub-counters.ts";
import type { HubObserver } from "./observe/hub-event.ts";
import type { OutboxService } from "./outbox/outbox-service.ts";
import type { Broker } from "./ports/broker.ts";
import type { Clock } from "./ports/clock.ts";
import type { HistoryStore } from "./ports/history-store.ts";
import type { Random } from "./ports/random.ts";
import type { RevocationStore } from "./ports/revocation-store.ts";
import type { PresenceTracker } from "./presence/presence-tracker.ts";
import type { Publisher } from "./publish/publisher.ts";
import type { AnswerDeadlines } from "./runtime/answer-deadlines.ts";
import type { ConnectTurns } from "./session/connect-turns.ts";
import type { SessionDeadlines } from "./session/session-deadlines.ts";
import type { SessionTable } from "./session/session-table.ts";

/** Something went wrong that no client is told of. */
export interface HubProblem {
  /** What was being done, such as "publish" or "presence". */
  readonly where: string;
  readonly error: unknown;
}

/** The parts of a hub that are shared. */
export interface HubServices {
  /** Id of this process. */
  readonly node: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: HubLimits;
  readonly times: HubTimes;
  readonly registry: ChannelRegistry;
  readonly permissions: DecisionMaker;
  readonly authenticator: Authenticator;
  readonly handlers: HubHandlers;
  readonly history: HistoryStore;
  readonly broker: Broker;
  readonly revocations: RevocationStore;
  readonly presence: PresenceTracker;
  readonly publisher: Publisher;
  readonly channels: LocalChannels;
  readonly sessions: SessionTable;
  /** Those of sessions. */
  readonly sessionDeadlines: SessionDeadlines;
  readonly outboxes: OutboxService;
  readonly connects: ConnectTurns;
  /** Whatever is asked of the application is awaited by these. */
  readonly deadlines: AnswerDeadlines;
  readonly counters: HubCounters;
  readonly observe: HubObserver;
  readonly report: (problem: HubProblem) => void;
}
