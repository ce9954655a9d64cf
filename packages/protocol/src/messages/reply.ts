/** What a server sends. */
import * as field from "../schema/field.ts";
import { defineMessage, type MessageType } from "../schema/message-type.ts";
import { type ConnectResult, connectResult } from "./connect-result.ts";
import { type ErrorReply, errorReply } from "./error-reply.ts";
import { type HistoryResult, historyResult } from "./history-result.ts";
import { type PingResult, pingResult } from "./ping-result.ts";
import { type PresenceResult, presenceResult } from "./presence-result.ts";
import { type PresenceStatsResult, presenceStatsResult } from "./presence-stats-result.ts";
import { type PublishResult, publishResult } from "./publish-result.ts";
import { type Push, push } from "./push.ts";
import { type RefreshResult, refreshResult } from "./refresh-result.ts";
import { type RpcResult, rpcResult } from "./rpc-result.ts";
import { type SubRefreshResult, subRefreshResult } from "./sub-refresh-result.ts";
import { type SubscribeResult, subscribeResult } from "./subscribe-result.ts";
import { type UnsubscribeResult, unsubscribeResult } from "./unsubscribe-result.ts";

/** The results by the name of their field, which is that of the request. */
export interface Results {
  readonly connect?: ConnectResult;
  readonly subscribe?: SubscribeResult;
  readonly unsubscribe?: UnsubscribeResult;
  readonly publish?: PublishResult;
  readonly presence?: PresenceResult;
  readonly presenceStats?: PresenceStatsResult;
  readonly history?: HistoryResult;
  readonly ping?: PingResult;
  readonly rpc?: RpcResult;
  readonly refresh?: RefreshResult;
  readonly subRefresh?: SubRefreshResult;
}

/** An answer (with `id`, and an error or one result), a push, or, when it is empty, the server's ping. */
export interface Reply extends Results {
  /** Of the command; absent in pushes and pings. */
  readonly id?: number;
  readonly error?: ErrorReply;
  readonly push?: Push;
}

/** @see Reply */
export const reply: MessageType<Reply> = defineMessage<Reply>("Reply", {
  id: field.uint32(1),
  error: field.message(2, () => errorReply),
  push: field.message(4, () => push),
  connect: field.message(5, () => connectResult),
  subscribe: field.message(6, () => subscribeResult),
  unsubscribe: field.message(7, () => unsubscribeResult),
  publish: field.message(8, () => publishResult),
  presence: field.message(9, () => presenceResult),
  presenceStats: field.message(10, () => presenceStatsResult),
  history: field.message(11, () => historyResult),
  ping: field.message(12, () => pingResult),
  rpc: field.message(13, () => rpcResult),
  refresh: field.message(14, () => refreshResult),
  subRefresh: field.message(15, () => subRefreshResult),
});
