/**
 * `publish` and `broadcast`.
 */
import type { Payload } from "@longwire/protocol";
import type { HubPublished, HubPublishOptions } from "../../hub-calls.ts";
import { type ApiMethod, defineMethod, toApiError } from "../api-method.ts";
import { type JsonSchema, objectSchema } from "../json-schema.ts";
import { optional, type Parameter, ParameterFault, required } from "../parameter.ts";
import { anyJson, bytes, flag, list, name, notOffered, text, textMap } from "../parameter-kinds.ts";
import { channelParameter, eitherPayload } from "../target-parameters.ts";

/** Channels of one broadcast. */
const maxBroadcastChannels = 10_000;

interface PublicationParameters {
  readonly data: Parameter<Payload | undefined>;
  readonly b64data: Parameter<Payload | undefined>;
  readonly skip_history: Parameter<boolean | undefined>;
  readonly tags: Parameter<Readonly<Record<string, string>> | undefined>;
  readonly idempotency_key: Parameter<string | undefined>;
  readonly key: Parameter<string | undefined>;
  readonly delta: Parameter<boolean | undefined>;
  readonly version: Parameter<undefined>;
  readonly version_epoch: Parameter<undefined>;
}

const publication: PublicationParameters = {
  data: optional(anyJson("What is published: any JSON")),
  b64data: optional(bytes("What is published, as bytes in Base64, in place of data")),
  skip_history: optional(flag("Subscribers get it, the log does not")),
  tags: optional(textMap("Tags that subscribers get and may filter by")),
  idempotency_key: optional(
    text("The same key again within the channel's window publishes nothing; at most 128 bytes"),
  ),
  key: optional(text("What it is about: for readers that want only the last of each key (ours)")),
  delta: optional(flag("Has no effect: a channel that is declared with delta always sends deltas")),
  version: optional(notOffered("versions of documents")),
  version_epoch: optional(notOffered("versions of documents")),
};

interface PublicationValues {
  readonly data: Payload | undefined;
  readonly b64data: Payload | undefined;
  readonly skip_history: boolean | undefined;
  readonly tags: Readonly<Record<string, string>> | undefined;
  readonly idempotency_key: string | undefined;
  readonly key: string | undefined;
}

const publishResult: JsonSchema = objectSchema(
  {
    offset: { type: "integer", description: "Of the publication in the channel's log, if it has one" },
    epoch: { type: "string", description: "Of the log" },
  },
  [],
);

/** Publishes in one channel. */
export const publishMethod: ApiMethod = defineMethod({
  name: "publish",
  summary: "Publish in a channel",
  parameters: { channel: channelParameter, ...publication },
  result: publishResult,
  run: async ({ hub }, { channel, ...values }) =>
    positionOf(await hub.publish(channel, dataOf(values), optionsOf(values))),
});

/** Publishes the same in many channels. */
export const broadcastMethod: ApiMethod = defineMethod({
  name: "broadcast",
  summary: "Publish the same in many channels",
  parameters: {
    channels: required(list(name("Name of a channel"), "Names of the channels", maxBroadcastChannels)),
    ...publication,
  },
  result: objectSchema({
    responses: {
      type: "array",
      description: "For each channel, in the order of the request, its result or its error",
      items: {
        oneOf: [
          objectSchema({ result: publishResult }),
          objectSchema({ error: { $ref: "#/components/schemas/Error" } }),
        ],
      },
    },
  }),
  run: async ({ hub, report }, { channels, ...values }) => {
    const settled = await hub.broadcast(channels, dataOf(values), optionsOf(values));
    const responses = settled.map((each) =>
      each.status === "fulfilled"
        ? { result: positionOf(each.value) }
        : { error: toApiError(each.reason, report, "broadcast") },
    );
    return { responses };
  },
});

function dataOf({ data, b64data }: PublicationValues): Payload {
  const payload = eitherPayload(data, b64data);
  if (payload === undefined) throw new ParameterFault("data is missing");
  return payload;
}

function optionsOf({ skip_history, tags, idempotency_key, key }: PublicationValues): HubPublishOptions {
  return {
    skipHistory: skip_history,
    tags,
    idempotencyKey: idempotency_key || undefined,
    key: key || undefined,
  };
}

function positionOf({ position }: HubPublished): object {
  return position === undefined ? {} : { offset: position.offset, epoch: position.epoch };
}
