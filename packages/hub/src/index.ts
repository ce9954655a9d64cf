/**
 * @longwire/hub: channels with presence, history and recovery over any transport of messages.
 */
export type {
  ChannelOptions,
  ChannelParameters,
  ChannelRequest,
  ChannelRule,
  Identity,
  NamedRule,
  SlowConsumerPolicy,
  Verdict,
} from "./channel/channel-options.ts";
export { MemoryBroker } from "./memory/memory-broker.ts";
export { MemoryHistoryStore } from "./memory/memory-history-store.ts";
export { MemoryPresenceStore } from "./memory/memory-presence-store.ts";
export type { Broker, BrokerEvents, ChannelMessage, ControlMessage } from "./ports/broker.ts";
export type { CancelTimer, Clock } from "./ports/clock.ts";
export type { Connection, ConnectionEvents, ConnectionRequest } from "./ports/connection.ts";
export type {
  AppendResult,
  Entry,
  HistoryStore,
  Idempotency,
  NewEntry,
  Position,
  ReadOptions,
  ReadResult,
  Retention,
} from "./ports/history-store.ts";
export type { Member, PresenceStats, PresenceStore } from "./ports/presence-store.ts";
export type { Random } from "./ports/random.ts";
