/**
 * How messages are described: a table of fields, each with its name, its number and its type. Both codecs work from these
 * tables, so that a message has one definition. It knows no message and no encoding.
 */

/** Types of a single value. 64-bit numbers are JavaScript numbers: beyond 2^53 − 1 they do not decode. */
export type ScalarType = "string" | "bool" | "uint32" | "int32" | "uint64" | "int64" | "payload";

/** Type of a field: one value, a message, a list, or a map from strings. */
export type FieldType =
  | { readonly kind: "scalar"; readonly scalar: ScalarType }
  // A function, since a message may contain itself.
  | { readonly kind: "message"; readonly message: () => MessageType<object> }
  | { readonly kind: "list" | "map"; readonly of: FieldType };

/** One field of a message. */
export interface FieldSpec {
  readonly number: number;
  readonly type: FieldType;
  /** What JSON says of it when it is absent or a default. Undefined: nothing. */
  readonly jsonDefault?: string;
}

/** One field with the names it has: `property` in TypeScript, `jsonName` on the wire. */
export interface MessageField extends FieldSpec {
  readonly property: string;
  readonly jsonName: string;
}

/** A message: its fields in the order of their numbers. `Shape` is the TypeScript type of its values. */
export interface MessageType<Shape extends object> {
  readonly name: string;
  readonly fields: readonly MessageField[];
  readonly byJsonName: ReadonlyMap<string, MessageField>;
  readonly byNumber: ReadonlyMap<number, MessageField>;
  /** Only ties the type to its values; never set. */
  readonly shape?: Shape;
}

/** A field whose values are of the TypeScript type `Value`. */
export interface FieldOf<Value> extends FieldSpec {
  /** Only ties the field to its values; never set. */
  readonly value?: Value;
}

/** A table with exactly the properties of `Shape`. */
export type FieldTable<Shape> = { readonly [Name in keyof Shape]-?: FieldOf<Exclude<Shape[Name], undefined>> };

/** Describes a message. @throws RangeError when two fields have one number. */
export function defineMessage<Shape extends object>(name: string, table: FieldTable<Shape>): MessageType<Shape> {
  const fields = Object.entries<FieldSpec>(table as unknown as Record<string, FieldSpec>)
    .map(([property, spec]) => ({ ...spec, property, jsonName: snakeCase(property) }))
    .sort((a, b) => a.number - b.number);
  const byNumber = new Map(fields.map((field) => [field.number, field]));
  if (byNumber.size !== fields.length) throw new RangeError(`${name}: two fields have the same number`);
  return { name, fields, byNumber, byJsonName: new Map(fields.map((field) => [field.jsonName, field])) };
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
