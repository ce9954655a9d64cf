/**
 * `history` and `history_remove`.
 */
import type { Entry } from "../../ports/history-store.ts";
import { type ApiMethod, defineMethod } from "../api-method.ts";
import { clientInfoResult, clientInfoSchema } from "../client-info-result.ts";
import { type JsonSchema, mapSchema, objectSchema } from "../json-schema.ts";
import { optional } from "../parameter.ts";
import { flag, whole } from "../parameter-kinds.ts";
import { payloadMember } from "../payload-member.ts";
import { channelParameter, positionKind } from "../target-parameters.ts";

/** Entries of one answer. */
const maxEntries = 10_000;

const publicationSchema: JsonSchema = objectSchema(
  {
    data: { description: "What was published; b64data when it is no JSON" },
    offset: { type: "integer" },
    time: { type: "integer", description: "Unix time in milliseconds" },
    info: clientInfoSchema,
    tags: mapSchema({ type: "string" }),
    key: { type: "string" },
  },
  ["offset", "time"],
);

/** A page of a log. */
export const historyMethod: ApiMethod = defineMethod({
  name: "history",
  summary: "What was published in a channel, and the position of its log",
  parameters: {
    channel: channelParameter,
    limit: optional(
      whole(`How many publications at most; 0 or absent: only the position; -1: up to ${maxEntries}`, -1, maxEntries),
    ),
    since: optional(positionKind),
    reverse: optional(flag("Newest first; since is then where to begin, and what is before it is given")),
  },
  result: objectSchema({
    publications: { type: "array", items: publicationSchema },
    offset: { type: "integer", description: "Of the newest publication, also when the log does not hold it any more" },
    epoch: { type: "string" },
  }),
  run: async ({ hub }, { channel, limit = 0, since, reverse }) => {
    const { entries, position } = await hub.history(channel, {
      limit: limit < 0 ? maxEntries : limit,
      since,
      reverse,
    });
    return { publications: entries.map(toResult), offset: position.offset, epoch: position.epoch };
  },
});

/** Empties a log. */
export const historyRemoveMethod: ApiMethod = defineMethod({
  name: "history_remove",
  summary: "Drop what a channel's log holds; its position stays",
  parameters: { channel: channelParameter },
  result: objectSchema({}),
  run: ({ hub }, { channel }) => hub.historyRemove(channel),
});

function toResult({ data, offset, time, info, tags, key }: Entry): object {
  return {
    ...payloadMember("data", data),
    offset,
    time,
    info: info === undefined ? undefined : clientInfoResult(info),
    tags: tags === undefined || tags.size === 0 ? undefined : Object.fromEntries(tags),
    key,
  };
}
