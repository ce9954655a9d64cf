/**
 * @longwire/hub: channels with presence, history and recovery over any transport of messages.
 */
export type { Authenticator, AuthOutcome, GrantOutcome, SubscriptionGrant } from "./auth/authenticator.ts";
export type { Action, Decision, DecisionContext, DecisionMaker } from "./auth/decision.ts";
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
export type { HistoryOptions, ResolvedChannel, ResolvedChannelOptions } from "./channel/channel-registry.ts";
export {
  type AttachableConnection,
  type AttachableServer,
  createHub,
  Hub,
  type HubPublished,
  type HubPublishOptions,
  type HubSubscribeOptions,
  hubSubprotocols,
  type UserConnections,
} from "./hub.ts";
export { HubError } from "./hub-error.ts";
export type {
  ChannelEvent,
  ConnectAnswer,
  ConnectEvent,
  DisconnectEvent,
  HubHandlers,
  PublishAnswer,
  PublishEvent,
  RpcEvent,
  SendEvent,
  SubscribeAnswer,
  SubscribeEvent,
} from "./hub-handlers.ts";
export { defaultHubLimits, defaultHubTimes, type HubLimits, type HubTimes } from "./hub-limits.ts";
export type { HubOptions } from "./hub-options.ts";
export type { HubProblem } from "./hub-services.ts";
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
export type { NextTurn } from "./ports/next-turn.ts";
export type { Member, PresenceStats, PresenceStore } from "./ports/presence-store.ts";
export type { Random } from "./ports/random.ts";
export { RealtimeError } from "./realtime-error.ts";
