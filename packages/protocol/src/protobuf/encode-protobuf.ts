/**
 * Writes messages as Protobuf by their field tables. What is absent or a default is left out, as in proto3.
 */
import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { Payload } from "../payload.ts";
import { isDefault } from "../schema/is-default.ts";
import type { FieldType, MessageType, ScalarType } from "../schema/message-type.ts";

/** The bytes of `message`, without a length before them. @throws Error when a number does not fit its field. */
export function encodeProtobuf<Shape extends object>(message: Shape, type: MessageType<Shape>): Uint8Array {
  const writer = new BinaryWriter();
  writeMessage(writer, message, type);
  return writer.finish();
}

function writeMessage(writer: BinaryWriter, message: object, type: MessageType<object>): void {
  for (const field of type.fields) {
    // The table's properties are those of the message: `defineMessage` ties them.
    const value = (message as Record<string, unknown>)[field.property];
    if (value !== undefined && !isDefault(value, field.type)) writeField(writer, field.number, value, field.type);
  }
}

function writeField(writer: BinaryWriter, number: number, value: unknown, type: FieldType): void {
  switch (type.kind) {
    case "scalar":
      writer.tag(number, isLengthDelimited(type.scalar) ? WireType.LengthDelimited : WireType.Varint);
      writeScalar(writer, value, type.scalar);
      break;
    case "message":
      writer.tag(number, WireType.LengthDelimited).fork();
      writeMessage(writer, value as object, type.message());
      writer.join();
      break;
    case "list":
      // Lists of numbers would be packed; there are none.
      for (const item of value as readonly unknown[]) writeField(writer, number, item, type.of);
      break;
    case "map":
      for (const [name, item] of value as ReadonlyMap<string, unknown>) writeEntry(writer, number, name, item, type.of);
      break;
  }
}

/** A map is a list of messages of a key and a value. */
function writeEntry(writer: BinaryWriter, number: number, name: string, item: unknown, of: FieldType): void {
  writer.tag(number, WireType.LengthDelimited).fork();
  writer.tag(1, WireType.LengthDelimited).string(name);
  writeField(writer, 2, item, of);
  writer.join();
}

function isLengthDelimited(scalar: ScalarType): boolean {
  return scalar === "string" || scalar === "payload";
}

function writeScalar(writer: BinaryWriter, value: unknown, scalar: ScalarType): void {
  if (scalar === "payload") writer.bytes((value as Payload).bytes);
  else if (scalar === "string") writer.string(value as string);
  else if (scalar === "bool") writer.bool(value as boolean);
  else writer[scalar](value as number);
}
