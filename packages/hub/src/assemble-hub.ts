/**
 * Puts the parts of a hub together, and connects them to the broker.
 */
import { Permissions } from "./auth/permissions.ts";
import { ChannelRegistry } from "./channel/channel-registry.ts";
import { LocalChannels } from "./fan-out/local-channels.ts";
import { defaultHubLimits, defaultHubTimes } from "./hub-limits.ts";
import type { HubOptions } from "./hub-options.ts";
import type { HubServices } from "./hub-services.ts";
import { MemoryBroker } from "./memory/memory-broker.ts";
import { MemoryHistoryStore } from "./memory/memory-history-store.ts";
import { MemoryPresenceStore } from "./memory/memory-presence-store.ts";
import { MemoryRevocationStore } from "./memory/memory-revocation-store.ts";
import { obey } from "./obey-control.ts";
import { HubCounters } from "./observe/hub-counters.ts";
import type { HubObserver } from "./observe/hub-event.ts";
import { OutboxService } from "./outbox/outbox-service.ts";
import type { CancelTimer } from "./ports/clock.ts";
import type { Durability } from "./ports/history-store.ts";
import { PresenceTracker } from "./presence/presence-tracker.ts";
import { Publisher } from "./publish/publisher.ts";
import { AnswerDeadlines } from "./runtime/answer-deadlines.ts";
import { createSystemClock } from "./runtime/system-clock.ts";
import { createSystemRandom } from "./runtime/system-random.ts";
import { nextSystemTurn } from "./runtime/system-turns.ts";
import { ConnectTurns } from "./session/connect-turns.ts";
import { SessionDeadlines } from "./session/session-deadlines.ts";
import { SessionTable } from "./session/session-table.ts";

/** Between two sweeps of what is old. */
const SWEEP_MS = 60_000;

/** A hub in parts. */
export interface AssembledHub {
  readonly services: HubServices;
  readonly started: Promise<void>;
  readonly stop: () => Promise<void>;
}

/** @throws RangeError for declarations that make no sense. */
export function assemble(options: HubOptions): AssembledHub {
  const services = createServices(options);
  const { broker, channels, history, presence } = services;
  const started = broker
    .start({
      onMessage: (channel, message) => channels.onMessage(channel, message),
      onControl: (message) => obey(services, message),
      onUnsure: (names) => channels.onUnsure(names),
    })
    // After the broker, so that none is missed in between.
    .then(() => learnRevocations(services));
  // Whoever awaits `ready` is told as well.
  started.catch((error: unknown) => services.report({ where: "broker", error }));
  const endSweeps = sweepRegularly(services);
  const stop = async (): Promise<void> => {
    endSweeps();
    channels.close();
    services.deadlines.close();
    services.sessionDeadlines.stop();
    await presence.close({ leaveNow: true });
    await broker.close();
    await history.close();
    await services.revocations.close();
  };
  return { services, started, stop };
}

/** What was revoked before this node began. */
async function learnRevocations(services: HubServices): Promise<void> {
  for (const revocation of await services.revocations.list()) obey(services, { type: "revoke", ...revocation });
}

function createServices(options: HubOptions): HubServices {
  const { report = () => undefined, nextTurn = nextSystemTurn } = options;
  const clock = options.clock ?? createSystemClock();
  const random = options.random ?? createSystemRandom();
  const limits = { ...defaultHubLimits, ...options.limits };
  const times = { ...defaultHubTimes, ...options.times };
  const history = options.history ?? new MemoryHistoryStore(clock, random);
  const broker = options.broker ?? new MemoryBroker();
  const onError = (where: string) => (error: unknown) => report({ where, error });
  const presence = new PresenceTracker(options.presence ?? new MemoryPresenceStore(clock), clock, times, {
    onLeave: (channel, info) => {
      if (registry.resolve(channel)?.options.joinLeave !== true) return;
      broker.publish(channel, { type: "leave", info }).catch(onError("leave"));
    },
    onError: onError("presence"),
  });
  const registry = new ChannelRegistry(options.channels, options.channelResolver);
  checkDurability(registry, history.durability);
  const counters = new HubCounters();
  const observe = guarded(options.observe, onError("observe"));
  return {
    node: random.id(),
    clock,
    random,
    limits,
    times,
    registry,
    permissions: options.permissions ?? permissionsByRules(report),
    authenticator: options.authenticator,
    handlers: options.handlers ?? {},
    history,
    broker,
    revocations: options.revocations ?? new MemoryRevocationStore(clock),
    presence,
    publisher: new Publisher(history, broker, clock, { counters, observe }),
    channels: new LocalChannels(broker, nextTurn, {
      clock,
      random,
      history,
      intervalMs: times.positionCheckMs,
      onError: onError("channel"),
    }),
    sessions: new SessionTable(),
    sessionDeadlines: new SessionDeadlines(clock),
    outboxes: new OutboxService(nextTurn, limits, counters, onError("send")),
    connects: new ConnectTurns(nextTurn),
    counters,
    observe,
    deadlines: new AnswerDeadlines(clock, limits.answerTimeoutMs),
    report,
  };
}

const levels: readonly Durability[] = ["memory", "commit", "fsync"];

/** A promise that the store cannot keep is better not made. @throws RangeError */
function checkDurability(registry: ChannelRegistry, most: Durability): void {
  for (const [declaration, { durability = most }] of registry.histories()) {
    if (levels.indexOf(durability) <= levels.indexOf(most)) continue;
    throw new RangeError(
      `channel ${JSON.stringify(declaration)}: history.durability is "${durability}", and the hub's store gives "${most}" at most`,
    );
  }
}

/** Who watches must not disturb what is watched. */
function guarded(observer: HubObserver | undefined, onError: (error: unknown) => void): HubObserver {
  if (observer === undefined) return () => undefined;
  return (event) => {
    try {
      observer(event);
    } catch (error) {
      onError(error);
    }
  };
}

/** The rules of the declarations; one that fails is reported. */
function permissionsByRules(report: HubServices["report"]): Permissions {
  return new Permissions({
    observe: (event) => {
      if (event.type === "rule-failed") report({ where: event.rule, error: event.error });
    },
  });
}

function sweepRegularly({ clock, history, publisher, report }: HubServices): CancelTimer {
  let cancel: CancelTimer;
  const sweep = (): void => {
    publisher.sweep();
    Promise.resolve(history.sweep?.()).catch((error: unknown) => report({ where: "history sweep", error }));
    cancel = clock.setTimer(SWEEP_MS, sweep);
  };
  cancel = clock.setTimer(SWEEP_MS, sweep);
  return () => cancel();
}
