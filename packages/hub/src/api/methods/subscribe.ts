/**
 * `subscribe` and `unsubscribe`: server-side subscriptions of a user's connections.
 */
import { type ApiMethod, defineMethod } from "../api-method.ts";
import { objectSchema } from "../json-schema.ts";
import { optional } from "../parameter.ts";
import { anyJson, bytes, notOffered } from "../parameter-kinds.ts";
import { channelParameter, eitherPayload, positionKind, userParameters } from "../target-parameters.ts";

/** Subscribes. */
export const subscribeMethod: ApiMethod = defineMethod({
  name: "subscribe",
  summary: "Subscribe a user's connections to a channel",
  parameters: {
    ...userParameters,
    channel: channelParameter,
    data: optional(anyJson("For the client, with the news of the subscription")),
    b64data: optional(bytes("The same as bytes in Base64")),
    recover_since: optional(positionKind),
    info: optional(notOffered("give it in the token, or by a subscribe handler")),
    b64info: optional(notOffered("give it in the token, or by a subscribe handler")),
    expire_at: optional(notOffered("subscriptions made by the server end with their connection")),
    override: optional(notOffered("give it in the token")),
  },
  result: objectSchema({}),
  run: ({ hub }, { user, client, session, channel, data, b64data, recover_since: recoverSince }) => {
    const payload = eitherPayload(data?.json === "null" ? undefined : data, b64data);
    return hub.subscribe(user, channel, { client, session, data: payload, recoverSince });
  },
});

/** Ends subscriptions. */
export const unsubscribeMethod: ApiMethod = defineMethod({
  name: "unsubscribe",
  summary: "End the subscriptions of a user's connections to a channel",
  parameters: { ...userParameters, channel: channelParameter },
  result: objectSchema({}),
  run: ({ hub }, { user, client, session, channel }) => hub.unsubscribe(user, channel, { client, session }),
});
