/**
 * The Centrifuge client protocol: messages, codecs and codes. `docs/protocol/` describes it from scratch.
 */
export type { Codec, Frame } from "./codec/codec.ts";
export { jsonCodec } from "./codec/json-codec.ts";
export { PreparedPush } from "./codec/prepared-push.ts";
export { protobufCodec } from "./codec/protobuf-codec.ts";
export type { CodedReason } from "./codes/coded-reason.ts";
export { type DisconnectName, disconnects, mayReconnect } from "./codes/disconnect-code.ts";
export { type ErrorName, errors } from "./codes/error-code.ts";
export {
  maySubscribeAgain,
  type UnsubscribeName,
  unsubscribes,
} from "./codes/unsubscribe-code.ts";
export { PayloadNotJsonError } from "./json/encode-json.ts";
export { type JsonFault, JsonReader } from "./json/json-reader.ts";
export type { ClientInfo } from "./messages/client-info.ts";
export type { Command, Requests } from "./messages/command.ts";
export type { Connect } from "./messages/connect.ts";
export type { ConnectRequest } from "./messages/connect-request.ts";
export type { ConnectResult } from "./messages/connect-result.ts";
export type { Disconnect } from "./messages/disconnect.ts";
export type { ErrorReply } from "./messages/error-reply.ts";
export type { FilterNode } from "./messages/filter-node.ts";
export type { HistoryRequest } from "./messages/history-request.ts";
export type { HistoryResult } from "./messages/history-result.ts";
export type { Join } from "./messages/join.ts";
export type { Leave } from "./messages/leave.ts";
export type { Message } from "./messages/message.ts";
export type { PingRequest } from "./messages/ping-request.ts";
export type { PingResult } from "./messages/ping-result.ts";
export type { PresenceRequest } from "./messages/presence-request.ts";
export type { PresenceResult } from "./messages/presence-result.ts";
export type { PresenceStatsRequest } from "./messages/presence-stats-request.ts";
export type { PresenceStatsResult } from "./messages/presence-stats-result.ts";
export type { Publication } from "./messages/publication.ts";
export type { PublishRequest } from "./messages/publish-request.ts";
export type { PublishResult } from "./messages/publish-result.ts";
export type { Push } from "./messages/push.ts";
export type { Refresh } from "./messages/refresh.ts";
export type { RefreshRequest } from "./messages/refresh-request.ts";
export type { RefreshResult } from "./messages/refresh-result.ts";
export type { Reply, Results } from "./messages/reply.ts";
export type { RpcRequest } from "./messages/rpc-request.ts";
export type { RpcResult } from "./messages/rpc-result.ts";
export type { SendRequest } from "./messages/send-request.ts";
export type { StreamPosition } from "./messages/stream-position.ts";
export type { SubRefreshRequest } from "./messages/sub-refresh-request.ts";
export type { SubRefreshResult } from "./messages/sub-refresh-result.ts";
export type { Subscribe } from "./messages/subscribe.ts";
export type { SubscribeRequest } from "./messages/subscribe-request.ts";
export type { SubscribeResult } from "./messages/subscribe-result.ts";
export type { Unsubscribe } from "./messages/unsubscribe.ts";
export type { UnsubscribeRequest } from "./messages/unsubscribe-request.ts";
export type { UnsubscribeResult } from "./messages/unsubscribe-result.ts";
export { Payload } from "./payload.ts";
export { describeMessages, type FieldDescription, type MessageDescription } from "./schema/all-messages.ts";
export { type Decoded, type DecodeFault, type DecodeLimits, defaultDecodeLimits } from "./schema/decode-fault.ts";
