/** What a client sends. */
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";
import { type ConnectRequest, connectRequest } from "./connect-request.ts";
import { type HistoryRequest, historyRequest } from "./history-request.ts";
import { type PingRequest, pingRequest } from "./ping-request.ts";
import { type PresenceRequest, presenceRequest } from "./presence-request.ts";
import { type PresenceStatsRequest, presenceStatsRequest } from "./presence-stats-request.ts";
import { type PublishRequest, publishRequest } from "./publish-request.ts";
import { type RefreshRequest, refreshRequest } from "./refresh-request.ts";
import { type RpcRequest, rpcRequest } from "./rpc-request.ts";
import { type SendRequest, sendRequest } from "./send-request.ts";
import { type SubRefreshRequest, subRefreshRequest } from "./sub-refresh-request.ts";
import { type SubscribeRequest, subscribeRequest } from "./subscribe-request.ts";
import { type UnsubscribeRequest, unsubscribeRequest } from "./unsubscribe-request.ts";

/** The requests by the name of their field. */
export interface Requests {
  readonly connect?: ConnectRequest;
  readonly subscribe?: SubscribeRequest;
  readonly unsubscribe?: UnsubscribeRequest;
  readonly publish?: PublishRequest;
  readonly presence?: PresenceRequest;
  readonly presenceStats?: PresenceStatsRequest;
  readonly history?: HistoryRequest;
  readonly ping?: PingRequest;
  readonly send?: SendRequest;
  readonly rpc?: RpcRequest;
  readonly refresh?: RefreshRequest;
  readonly subRefresh?: SubRefreshRequest;
}

/** One command. Exactly one request is set; none at all is the answer to a server's ping. */
export interface Command extends Requests {
  /** Above 0, unique while unanswered; absent for `send`, which is not answered. */
  readonly id?: number;
}

/** @see Command */
export const command: MessageType<Command> = defineMessage<Command>("Command", {
  id: field.uint32(1),
  connect: field.message(4, () => connectRequest),
  subscribe: field.message(5, () => subscribeRequest),
  unsubscribe: field.message(6, () => unsubscribeRequest),
  publish: field.message(7, () => publishRequest),
  presence: field.message(8, () => presenceRequest),
  presenceStats: field.message(9, () => presenceStatsRequest),
  history: field.message(10, () => historyRequest),
  ping: field.message(11, () => pingRequest),
  send: field.message(12, () => sendRequest),
  rpc: field.message(13, () => rpcRequest),
  refresh: field.message(14, () => refreshRequest),
  subRefresh: field.message(15, () => subRefreshRequest),
});
