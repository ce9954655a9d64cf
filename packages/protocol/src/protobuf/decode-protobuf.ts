/**
 * Reads messages from Protobuf by their field tables. Unknown fields are stepped over; the last of several values of one
 * field counts. It knows tables, no message.
 */
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { Payload } from "../payload.ts";
import type { DecodeFault, DecodeLimits } from "../schema/decode-fault.ts";
import type { FieldType, MessageField, MessageType, ScalarType } from "../schema/message-type.ts";
import { isInRange, type NumberType } from "../schema/number-range.ts";

/** Groups, which nobody sends, may be nested so deep in what is stepped over. */
const MAX_UNKNOWN_DEPTH = 8;

/** One message of `type` from exactly `bytes`, which are copied where they are kept. */
export function decodeProtobuf<Shape extends object>(
  bytes: Uint8Array,
  type: MessageType<Shape>,
  limits: DecodeLimits,
): { readonly ok: true; readonly message: Shape } | { readonly ok: false; readonly fault: DecodeFault } {
  const decoder = new ProtobufDecoder(limits);
  try {
    const message = decoder.message(bytes, type, limits.maxDepth);
    // What the table describes is what `Shape` says: `defineMessage` ties them.
    return decoder.fault === undefined ? { ok: true, message: message as Shape } : { ok: false, fault: decoder.fault };
  } catch (error) {
    // The reader throws these for bytes that end early, overlong numbers and text that is no UTF-8.
    if (error instanceof Error) return { ok: false, fault: decoder.fault ?? "malformed" };
    throw error;
  }
}

type Values = Record<string, unknown>;

class ProtobufDecoder {
  readonly #limits: DecodeLimits;
  fault: DecodeFault | undefined;

  constructor(limits: DecodeLimits) {
    this.#limits = limits;
  }

  message(bytes: Uint8Array, type: MessageType<object>, depth: number): Values {
    const values: Values = {};
    if (depth < 1) this.fault ??= "too-deep";
    const reader = new BinaryReader(bytes);
    while (reader.pos < reader.len && this.fault === undefined) {
      const [number, wireType] = reader.tag();
      const field = type.byNumber.get(number);
      if (field === undefined) reader.skip(wireType, number, MAX_UNKNOWN_DEPTH);
      else this.#field(reader, wireType, field, values, depth);
    }
    return values;
  }

  #field(reader: BinaryReader, wireType: WireType, field: MessageField, values: Values, depth: number): void {
    const { property, type } = field;
    if (type.kind === "list") {
      const items = (values[property] ?? []) as unknown[];
      values[property] = items;
      if (items.length === this.#limits.maxEntries) this.fault ??= "too-many";
      else items.push(this.#value(reader, wireType, type.of, depth));
    } else if (type.kind === "map") {
      const entries = (values[property] ?? new Map()) as Map<string, unknown>;
      values[property] = entries;
      if (entries.size === this.#limits.maxEntries) this.fault ??= "too-many";
      else this.#entry(this.#nested(reader, wireType), type.of, entries, depth);
    } else {
      values[property] = this.#value(reader, wireType, type, depth);
    }
  }

  #entry(bytes: Uint8Array, of: FieldType, entries: Map<string, unknown>, depth: number): void {
    const reader = new BinaryReader(bytes);
    let name = "";
    let value: unknown;
    while (reader.pos < reader.len && this.fault === undefined) {
      const [number, wireType] = reader.tag();
      if (number === 1) name = this.#value(reader, wireType, textType, depth) as string;
      else if (number === 2) value = this.#value(reader, wireType, of, depth);
      else reader.skip(wireType, number, MAX_UNKNOWN_DEPTH);
    }
    // An absent value is the default of its type.
    entries.set(name, value ?? (of.kind === "message" ? {} : ""));
  }

  #value(reader: BinaryReader, wireType: WireType, type: FieldType, depth: number): unknown {
    if (type.kind === "message") return this.message(this.#nested(reader, wireType), type.message(), depth - 1);
    return type.kind === "scalar" ? this.#scalar(reader, wireType, type.scalar) : undefined;
  }

  #scalar(reader: BinaryReader, wireType: WireType, scalar: ScalarType): unknown {
    if (scalar === "payload") return Payload.fromBytes(this.#nested(reader, wireType).slice());
    if (scalar === "string") {
      this.#expect(wireType, WireType.LengthDelimited);
      return reader.string(true);
    }
    this.#expect(wireType, WireType.Varint);
    return scalar === "bool" ? reader.bool() : this.#number(reader, scalar);
  }

  #number(reader: BinaryReader, type: NumberType): number {
    const value = Number(reader[type]());
    if (!isInRange(value, type)) this.fault ??= "number-out-of-range";
    return value;
  }

  #nested(reader: BinaryReader, wireType: WireType): Uint8Array {
    this.#expect(wireType, WireType.LengthDelimited);
    return reader.bytes();
  }

  #expect(wireType: WireType, wanted: WireType): void {
    if (wireType !== wanted) throw new RangeError("a field has another wire type than its message says");
  }
}

const textType: FieldType = { kind: "scalar", scalar: "string" };
