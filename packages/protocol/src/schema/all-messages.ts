/**
 * The whole schema as data: every message that a command or a reply can hold, for documentation and for the test that
 * freezes it. It knows tables and no message but the two roots.
 */
import { command } from "../messages/command.ts";
import { reply } from "../messages/reply.ts";
import type { FieldType, MessageType } from "./message-type.ts";

/** A field as text: `subs`, 3, "map of SubscribeRequest". */
export interface FieldDescription {
  /** On the wire, in JSON. */
  readonly name: string;
  /** In Protobuf. */
  readonly number: number;
  /** "string", "bool", "uint32", "int32", "uint64", "int64", "payload", a message, or "list of …", "map of …". */
  readonly type: string;
  /** JSON of the server has it also when it is a default. */
  readonly isAlwaysWritten: boolean;
}

/** A message as text. */
export interface MessageDescription {
  readonly name: string;
  /** By number. */
  readonly fields: readonly FieldDescription[];
}

/** Every message, `Command` and `Reply` first, each before those that it introduces. */
export function describeMessages(): readonly MessageDescription[] {
  const found = new Map<string, MessageType<object>>();
  const queue: MessageType<object>[] = [command, reply];
  for (let type = queue.shift(); type !== undefined; type = queue.shift()) {
    if (found.has(type.name)) continue;
    found.set(type.name, type);
    queue.push(...type.fields.flatMap((field) => messageIn(field.type)));
  }
  return [...found.values()].map(({ name, fields }) => ({
    name,
    fields: fields.map(({ jsonName, number, type, jsonDefault }) => ({
      name: jsonName,
      number,
      type: textOf(type),
      isAlwaysWritten: jsonDefault !== undefined,
    })),
  }));
}

function messageIn(type: FieldType): MessageType<object>[] {
  if (type.kind === "message") return [type.message()];
  return type.kind === "scalar" ? [] : messageIn(type.of);
}

function textOf(type: FieldType): string {
  if (type.kind === "scalar") return type.scalar;
  return type.kind === "message" ? type.message().name : `${type.kind} of ${textOf(type.of)}`;
}
