/**
 * `info` and `channels`: this node in numbers.
 */
import { type ApiMethod, defineMethod } from "../api-method.ts";
import { mapSchema, objectSchema } from "../json-schema.ts";
import { optional } from "../parameter.ts";
import { text } from "../parameter-kinds.ts";

/** The node. */
export const infoMethod: ApiMethod = defineMethod({
  name: "info",
  summary: "The server in numbers",
  parameters: {},
  result: objectSchema({
    nodes: {
      type: "array",
      items: objectSchema({
        uid: { type: "string", description: "Id of the process" },
        name: { type: "string" },
        version: { type: "string" },
        num_clients: { type: "integer", description: "Connections" },
        num_users: { type: "integer" },
        num_channels: { type: "integer", description: "Channels with subscribers" },
        num_subs: { type: "integer", description: "Subscriptions" },
        uptime: { type: "integer", description: "Seconds" },
      }),
    },
  }),
  run: ({ hub, nodeName, version }) => {
    const { node, clients, users, channels, uptimeMs } = hub.info();
    let subscriptions = 0;
    for (const count of hub.channels().values()) subscriptions += count;
    const result = {
      uid: node,
      name: nodeName,
      version,
      num_clients: clients,
      num_users: users,
      num_channels: channels,
      num_subs: subscriptions,
      uptime: Math.floor(uptimeMs / 1000),
    };
    return { nodes: [result] };
  },
});

/** The channels. */
export const channelsMethod: ApiMethod = defineMethod({
  name: "channels",
  summary: "Channels that have subscribers",
  parameters: { pattern: optional(text("Only names that match, such as room:*; * is any text, ? any character")) },
  result: objectSchema({
    channels: mapSchema(objectSchema({ num_clients: { type: "integer", description: "Subscribers" } }), "By name"),
  }),
  run: ({ hub }, { pattern }) => ({
    channels: Object.fromEntries(
      [...hub.channels(pattern || undefined)].map(([name, count]) => [name, { num_clients: count }]),
    ),
  }),
});
