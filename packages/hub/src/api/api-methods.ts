/**
 * The methods of the API: this list is what is served, and what the OpenAPI document is made of.
 */
import type { ApiMethod } from "./api-method.ts";
import { disconnectMethod, refreshMethod } from "./methods/connections.ts";
import { historyMethod, historyRemoveMethod } from "./methods/history.ts";
import { channelsMethod, infoMethod } from "./methods/info.ts";
import { presenceMethod, presenceStatsMethod } from "./methods/presence.ts";
import { broadcastMethod, publishMethod } from "./methods/publish.ts";
import { subscribeMethod, unsubscribeMethod } from "./methods/subscribe.ts";

/** By name. */
export const apiMethods: ReadonlyMap<string, ApiMethod> = new Map(
  [
    ...[publishMethod, broadcastMethod, subscribeMethod, unsubscribeMethod, disconnectMethod, refreshMethod],
    ...[presenceMethod, presenceStatsMethod, historyMethod, historyRemoveMethod, channelsMethod, infoMethod],
  ].map((method) => [method.name, method]),
);
