/**
 * `disconnect` and `refresh`: what becomes of a user's connections.
 */
import { type ApiMethod, defineMethod } from "../api-method.ts";
import { objectSchema } from "../json-schema.ts";
import { optional, required } from "../parameter.ts";
import { flag, list, notOffered, object, text, whole } from "../parameter-kinds.ts";
import { userParameters } from "../target-parameters.ts";

/** RFC 6455 §7.4.2: the codes for applications and their protocols; §5.5: a Close has 125 bytes, two of them the code. */
const closeCodes = { min: 3000, max: 4999, maxReasonBytes: 123 } as const;
const maxSpared = 1000;

/** Ends connections. */
export const disconnectMethod: ApiMethod = defineMethod({
  name: "disconnect",
  summary: "End a user's connections; without a code the client does not come back by itself",
  parameters: {
    ...userParameters,
    whitelist: optional(list(text("Id of a connection"), "Ids of connections that stay", maxSpared)),
    disconnect: optional(
      object("What the client is told", {
        code: required(
          whole(
            "3000–3499 and 4000–4499: the client comes back; 3500–3999 and 4500–4999: it does not",
            closeCodes.min,
            closeCodes.max,
          ),
        ),
        reason: optional(text("At most 123 bytes", { maxBytes: closeCodes.maxReasonBytes })),
      }),
    ),
  },
  result: objectSchema({}),
  run: ({ hub }, { user, client, session, whitelist, disconnect }) =>
    hub.disconnect(user, {
      client,
      session,
      except: whitelist,
      ...(disconnect === undefined ? {} : { code: disconnect.code, reason: disconnect.reason ?? "" }),
    }),
});

/** Changes when connections expire. */
export const refreshMethod: ApiMethod = defineMethod({
  name: "refresh",
  summary: "Change when a user's connections expire",
  parameters: {
    ...userParameters,
    expired: optional(flag("They are expired now: closed with 3005")),
    expire_at: optional(whole("Unix time in seconds; 0 or absent: they do not expire any more", 0)),
    info: optional(notOffered("give it in a token")),
  },
  result: objectSchema({}),
  run: ({ hub }, { user, client, session, expired, expire_at: expireAt }) =>
    hub.refresh(user, { client, session, expired, expireAt: expireAt || undefined }),
});
