/**
 * Who is behind a connection, as results show it.
 */
import type { ClientInfo } from "@longwire/protocol";
import { type JsonSchema, objectSchema } from "./json-schema.ts";
import { payloadMember } from "./payload-member.ts";

/** Of `clientInfoResult`. */
export const clientInfoSchema: JsonSchema = objectSchema(
  {
    user: { type: "string" },
    client: { type: "string" },
    conn_info: { description: "Of the connection; b64conn_info when it is no JSON" },
    chan_info: { description: "Of the subscription; b64chan_info when it is no JSON" },
  },
  ["user", "client"],
);

/** @see ClientInfo */
export function clientInfoResult({ user = "", client = "", connInfo, chanInfo }: ClientInfo): object {
  return { user, client, ...payloadMember("conn_info", connInfo), ...payloadMember("chan_info", chanInfo) };
}
