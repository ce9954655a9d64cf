/**
 * Parameters that several methods have: which connections are meant, and where in a log.
 */
import type { Payload } from "@longwire/protocol";
import type { Position } from "../ports/history-store.ts";
import { type Kind, optional, type Parameter, ParameterFault, required } from "./parameter.ts";
import { name, object, text, whole } from "./parameter-kinds.ts";

interface UserParameters {
  readonly user: Parameter<string>;
  readonly client: Parameter<string | undefined>;
  readonly session: Parameter<string | undefined>;
}

/** Whose connections. Empty `client` and `session` are as good as absent. */
export const userParameters: UserParameters = {
  user: required(text("Id of the user; empty: anonymous users")),
  client: optional(given("Only the connection with this id")),
  session: optional(given("Only the connection with this session id")),
};

/** The channel. */
export const channelParameter: Parameter<string> = required(name("Name of the channel"));

/** A place in a log. */
export const positionKind: Kind<Position> = object("A position: an offset in the log that the epoch names", {
  offset: required(whole("Offset; 0: before the first entry", 0)),
  epoch: required(text("Epoch; empty: any")),
});

/** JSON or bytes, whichever is given. @throws ParameterFault when both are. */
export function eitherPayload(data: Payload | undefined, b64data: Payload | undefined): Payload | undefined {
  if (b64data === undefined) return data;
  if (data !== undefined && data.json !== "null") throw new ParameterFault("give one of data and b64data, not both");
  return b64data;
}

function given(description: string): Kind<string | undefined> {
  const anyText = text(description);
  return { schema: anyText.schema, read: (json, place) => anyText.read(json, place) || undefined };
}
