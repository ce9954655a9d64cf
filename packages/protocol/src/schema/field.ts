/**
 * The types of fields that messages are described with. It knows no message and no encoding.
 */
import type { Payload } from "../payload.ts";
import type { FieldOf, FieldType, MessageType, ScalarType } from "./message-type.ts";

function scalar<Value>(type: ScalarType): (number: number) => FieldOf<Value> {
  return (number) => ({ number, type: { kind: "scalar", scalar: type } });
}

/** UTF-8 text. */
export const text: (number: number) => FieldOf<string> = scalar<string>("string");
/** True or false. */
export const bool: (number: number) => FieldOf<boolean> = scalar<boolean>("bool");
/** A whole number from 0 to 2^32 − 1. */
export const uint32: (number: number) => FieldOf<number> = scalar<number>("uint32");
/** A whole number from −2^31 to 2^31 − 1. */
export const int32: (number: number) => FieldOf<number> = scalar<number>("int32");
/** A whole number from 0 to 2^53 − 1. */
export const uint64: (number: number) => FieldOf<number> = scalar<number>("uint64");
/** A whole number from −(2^53 − 1) to 2^53 − 1. */
export const int64: (number: number) => FieldOf<number> = scalar<number>("int64");
/** Bytes in Protobuf, a JSON value in JSON. */
export const payload: (number: number) => FieldOf<Payload> = scalar<Payload>("payload");

/** A field that JSON always has, also when it is a default: clients read it without asking whether it is there. */
export function always<Value>(spec: FieldOf<Value>): FieldOf<Value> {
  return { ...spec, jsonDefault: jsonDefaultOf(spec.type) };
}

/** A message within a message; `type` is a function so that a message may contain itself. */
export function message<Value extends object>(number: number, type: () => MessageType<Value>): FieldOf<Value> {
  return { number, type: { kind: "message", message: type } };
}

/** A list of what `item` describes; the number of `item` is not used. */
export function list<Value>(number: number, item: FieldOf<Value>): FieldOf<readonly Value[]> {
  return { number, type: { kind: "list", of: item.type } };
}

/** A map from strings to what `item` describes; the number of `item` is not used. */
export function map<Value>(number: number, item: FieldOf<Value>): FieldOf<ReadonlyMap<string, Value>> {
  return { number, type: { kind: "map", of: item.type } };
}

function jsonDefaultOf(type: FieldType): string {
  if (type.kind === "list") return "[]";
  if (type.kind === "scalar" && type.scalar === "string") return '""';
  if (type.kind === "scalar") return type.scalar === "bool" ? "false" : "0";
  return "{}";
}
