/**
 * @longwire/hub: channels with presence, history and recovery over any transport of messages.
 */
export { type ClientInfo, Payload } from "@longwire/protocol";
export type { AccessRefusal, ApiAccessOptions } from "./api/api-access.ts";
export type { ApiRequest, ApiResponse } from "./api/api-message.ts";
export { type ApiHandler, type ApiOptions, createApi } from "./api/create-api.ts";
export { createApiListener } from "./api/create-api-listener.ts";
export type { AuthEvent, AuthObserver } from "./auth/auth-event.ts";
export type { Authenticator, AuthOutcome, GrantOutcome, SubscriptionGrant } from "./auth/authenticator.ts";
export type { Capability } from "./auth/capabilities.ts";
export { type AuthOptions, type AuthPorts, createAuth } from "./auth/create-auth.ts";
export type { Action, Decision, DecisionContext, DecisionMaker } from "./auth/decision.ts";
export type { ExplainOptions, Explanation } from "./auth/explain.ts";
export type {
  AuthenticatedUser,
  AuthenticateFunction,
  AuthenticationRefusal,
} from "./auth/function-authenticator.ts";
export { issueToken, type TokenContent, type TokenSigning } from "./auth/issue-token.ts";
export type { FetchDocument, RemoteKeySetOptions } from "./auth/remote-key-set.ts";
export type { RevocationOptions } from "./auth/revocations.ts";
export type { SubscriptionOverride } from "./auth/subscription-override.ts";
export type { TokenAuthenticatorOptions } from "./auth/token-authenticator.ts";
export type { TokenFaultReason } from "./auth/token-fault.ts";
export type { TokenKeyOptions } from "./auth/token-keys.ts";
export type { TokenOptions } from "./auth/token-verifier.ts";
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
export {
  ChannelRegistry,
  type ChannelResolver,
  type HistoryOptions,
  type ResolvedChannel,
  type ResolvedChannelOptions,
} from "./channel/channel-registry.ts";
export type { ConfiguredOrigins } from "./config/allowed-origins.ts";
export type { ConfiguredLimits, ConfiguredTimes } from "./config/client-section.ts";
export { ConfigError } from "./config/config-error.ts";
export { parseDuration } from "./config/duration.ts";
export {
  type ConfiguredLogLevel,
  type HubConfig,
  logLevels,
  type ParseOptions,
  parseConfig,
} from "./config/parse-config.ts";
export {
  type AttachableConnection,
  type AttachableServer,
  createHub,
  Hub,
  hubSubprotocols,
} from "./hub.ts";
export type { HubPublished, HubPublishOptions, HubSubscribeOptions, UserConnections } from "./hub-calls.ts";
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
export { type MemoryRevocationOptions, MemoryRevocationStore } from "./memory/memory-revocation-store.ts";
export type { CommandCounts, CommandName, CountedCode, HubCounters } from "./observe/hub-counters.ts";
export type { HubEvent, HubObserver, ObservedConnection } from "./observe/hub-event.ts";
export type { Broker, BrokerEvents, ChannelMessage, ControlMessage } from "./ports/broker.ts";
export type { CancelTimer, Clock } from "./ports/clock.ts";
export type { Connection, ConnectionEvents, ConnectionRequest } from "./ports/connection.ts";
export type {
  AppendResult,
  Durability,
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
export type { Revocation, RevocationStore } from "./ports/revocation-store.ts";
export { RealtimeError } from "./realtime-error.ts";
export { createSystemClock } from "./runtime/system-clock.ts";
export { createSystemRandom } from "./runtime/system-random.ts";
