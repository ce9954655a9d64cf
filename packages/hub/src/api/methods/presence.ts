/**
 * `presence` and `presence_stats`.
 */
import { type ApiMethod, defineMethod } from "../api-method.ts";
import { clientInfoResult, clientInfoSchema } from "../client-info-result.ts";
import { mapSchema, objectSchema } from "../json-schema.ts";
import { channelParameter } from "../target-parameters.ts";

/** Who is there. */
export const presenceMethod: ApiMethod = defineMethod({
  name: "presence",
  summary: "Who is in a channel",
  parameters: { channel: channelParameter },
  result: objectSchema({ presence: mapSchema(clientInfoSchema, "By id of the connection") }),
  run: async ({ hub }, { channel }) => {
    const members = await hub.presence(channel);
    return { presence: Object.fromEntries(members.map(({ client, info }) => [client, clientInfoResult(info)])) };
  },
});

/** How many are there. */
export const presenceStatsMethod: ApiMethod = defineMethod({
  name: "presence_stats",
  summary: "How many are in a channel",
  parameters: { channel: channelParameter },
  result: objectSchema({
    num_clients: { type: "integer", description: "Connections" },
    num_users: { type: "integer", description: "Users" },
  }),
  run: async ({ hub }, { channel }) => {
    const { clients, users } = await hub.presenceStats(channel);
    return { num_clients: clients, num_users: users };
  },
});
