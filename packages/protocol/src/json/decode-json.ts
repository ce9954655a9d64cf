/**
 * Reads messages from JSON by their field tables. Unknown names are stepped over, so that newer peers are understood;
 * `null` is as good as absent, but for payloads; the last of several members of one name counts.
 * It knows tables, no message.
 */
import { Payload } from "../payload.ts";
import type { DecodeFault, DecodeLimits } from "../schema/decode-fault.ts";
import { isDefault } from "../schema/is-default.ts";
import type { FieldType, MessageType, ScalarType } from "../schema/message-type.ts";
import { isInRange, type NumberType } from "../schema/number-range.ts";
import { maxPayloadDepth } from "./is-json.ts";
import { JsonReader } from "./json-reader.ts";

/** One message of `type` from one JSON text without line breaks. */
export function decodeJson<Shape extends object>(
  text: string,
  type: MessageType<Shape>,
  limits: DecodeLimits,
): { readonly ok: true; readonly message: Shape } | { readonly ok: false; readonly fault: DecodeFault } {
  const decoder = new JsonDecoder(text, limits);
  const message = decoder.message(type, limits.maxDepth);
  const fault = decoder.finish();
  // What the table describes is what `Shape` says: `defineMessage` ties them.
  return fault === undefined ? { ok: true, message: message as Shape } : { ok: false, fault };
}

type Values = Record<string, unknown>;

class JsonDecoder {
  readonly #reader: JsonReader;
  readonly #limits: DecodeLimits;
  #fault: DecodeFault | undefined;

  constructor(text: string, limits: DecodeLimits) {
    this.#reader = new JsonReader(text);
    this.#limits = limits;
  }

  /** To be called at the end. @returns what was wrong. */
  finish(): DecodeFault | undefined {
    const isWhole = this.#reader.isAtEnd();
    return this.#fault ?? (isWhole ? undefined : this.#reader.fault);
  }

  message(type: MessageType<object>, depth: number): Values {
    const values: Values = {};
    if (depth < 1) this.#fail("too-deep");
    this.#reader.readObject((name) => {
      const field = type.byJsonName.get(name);
      if (field === undefined) {
        this.#reader.skipValue(maxPayloadDepth);
        return;
      }
      const value = this.#value(field.type, depth);
      if (value === undefined) return;
      // As in Protobuf: what is a default is as good as absent.
      if (isDefault(value, field.type)) delete values[field.property];
      else values[field.property] = value;
    });
    return values;
  }

  #value(type: FieldType, depth: number): unknown {
    if (type.kind === "scalar" && type.scalar === "payload") return this.#payload();
    if (this.#reader.takeNull()) return undefined;
    switch (type.kind) {
      case "scalar":
        return this.#scalar(type.scalar);
      case "message":
        return this.message(type.message(), depth - 1);
      case "list":
        return this.#list(type.of, depth);
      case "map":
        return this.#map(type.of, depth);
    }
  }

  #payload(): Payload | undefined {
    const text = this.#reader.readText(maxPayloadDepth);
    return text === undefined ? undefined : Payload.fromJudgedJson(text);
  }

  #scalar(type: ScalarType): unknown {
    if (type === "string") return this.#text();
    if (type === "bool") return this.#reader.readBoolean();
    return this.#number(type as NumberType);
  }

  #text(): string | undefined {
    const text = this.#reader.readString();
    // A lone surrogate (`"\ud800"`) cannot be written as UTF-8: it would come back as another string.
    if (text !== undefined && !text.isWellFormed()) this.#fail("malformed");
    return text;
  }

  #number(type: NumberType): number | undefined {
    const value = this.#reader.readNumber();
    if (value !== undefined && !isInRange(value, type)) this.#fail("number-out-of-range");
    return value;
  }

  #list(of: FieldType, depth: number): unknown[] {
    const items: unknown[] = [];
    this.#reader.readArray(() => {
      if (items.length === this.#limits.maxEntries) this.#fail("too-many");
      else this.#push(items, of, depth);
    });
    return items;
  }

  #push(items: unknown[], of: FieldType, depth: number): void {
    const value = this.#value(of, depth);
    if (value === undefined) this.#fail("malformed");
    else items.push(value);
  }

  #map(of: FieldType, depth: number): Map<string, unknown> {
    const entries = new Map<string, unknown>();
    this.#reader.readObject((name) => {
      if (entries.size === this.#limits.maxEntries) this.#fail("too-many");
      const value = this.#value(of, depth);
      if (value === undefined || !name.isWellFormed()) this.#fail("malformed");
      else entries.set(name, value);
    });
    return entries;
  }

  #fail(fault: DecodeFault): void {
    // A fault of the text itself came first.
    if (this.#reader.fault === undefined) this.#fault ??= fault;
    this.#reader.fail();
  }
}
