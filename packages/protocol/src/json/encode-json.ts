/**
 * Writes messages as JSON by their field tables, on one line. What is absent, and what is a default (0, "", false, an empty
 * list or map), is left out but where the field says otherwise; an empty message is `{}`. A payload is written as the JSON text that it is.
 */
import type { Payload } from "../payload.ts";
import { isDefault } from "../schema/is-default.ts";
import type { FieldType, MessageType } from "../schema/message-type.ts";

/** A payload that is no JSON text cannot go into a JSON frame. Its publisher was not kept from it: our caller's fault. */
export class PayloadNotJsonError extends Error {
  override readonly name: string = "PayloadNotJsonError";
  /** Stable. */
  readonly code: string = "ERR_PAYLOAD_NOT_JSON";

  constructor() {
    super(
      "the payload is not a JSON text, so a JSON connection cannot be sent it: publish JSON, or connect by Protobuf",
    );
  }
}

/** The JSON text of `message`. @throws PayloadNotJsonError */
export function encodeJson<Shape extends object>(message: Shape, type: MessageType<Shape>): string {
  let text = "{";
  for (const field of type.fields) {
    // The table's properties are those of the message: `defineMessage` ties them.
    const value = (message as Record<string, unknown>)[field.property];
    const isLeftOut = value === undefined || isDefault(value, field.type);
    if (isLeftOut && field.jsonDefault === undefined) continue;
    const encoded = isLeftOut ? field.jsonDefault : encodeValue(value, field.type);
    text += `${text.length > 1 ? "," : ""}"${field.jsonName}":${encoded}`;
  }
  return `${text}}`;
}

function encodeValue(value: unknown, type: FieldType): string {
  switch (type.kind) {
    case "message":
      return encodeJson(value as object, type.message());
    case "list":
      return `[${(value as readonly unknown[]).map((item) => encodeValue(item, type.of)).join(",")}]`;
    case "map":
      return `{${[...(value as ReadonlyMap<string, unknown>)].map(([name, item]) => `${JSON.stringify(name)}:${encodeValue(item, type.of)}`).join(",")}}`;
    case "scalar":
      return type.scalar === "payload" ? payloadText(value as Payload) : JSON.stringify(value);
  }
}

function payloadText(payload: Payload): string {
  const { json } = payload;
  if (json === undefined) throw new PayloadNotJsonError();
  return json;
}
