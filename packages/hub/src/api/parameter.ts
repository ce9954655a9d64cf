/**
 * Parameters of the API's methods: each knows how it is read from its JSON text, what is wrong when it cannot be, and its
 * schema, so that what is checked and what is documented are one. It knows no method.
 */
import { JsonReader } from "@longwire/protocol";
import { nearestName } from "../config/nearest-name.ts";
import type { JsonSchema } from "./json-schema.ts";

/** What is wrong with a request; told to whoever sent it as error 107. */
export class ParameterFault extends Error {
  override readonly name: string = "ParameterFault";
}

/** How values of a kind are read. */
export interface Kind<Value> {
  readonly schema: JsonSchema;
  /** `null` is a value of this kind, and not as good as absent. */
  readonly keepsNull?: boolean;
  /** @param text one JSON value. @param place names it in faults. @throws ParameterFault */
  read(text: string, place: string): Value;
}

/** A parameter of a method. */
export interface Parameter<Value> {
  readonly kind: Kind<unknown>;
  readonly isRequired: boolean;
  read(text: string | undefined, place: string): Value;
}

/** Parameters by name. */
export type ParameterTable = Readonly<Record<string, Parameter<unknown>>>;

/** What is read by a table. */
export type ValuesOf<Table extends ParameterTable> = {
  readonly [Name in keyof Table]: Table[Name] extends Parameter<infer Value> ? Value : never;
};

/** Depth of a body: that of payloads, and what stands around them. */
export const maxJsonDepth = 160;

/** A parameter that must be there. */
export function required<Value>(kind: Kind<Value>): Parameter<Value> {
  return {
    kind,
    isRequired: true,
    read: (text, place) => {
      if (text === undefined) throw new ParameterFault(`${place} is missing`);
      return kind.read(text, place);
    },
  };
}

/** A parameter that may be left out. */
export function optional<Value>(kind: Kind<Value>): Parameter<Value | undefined> {
  return {
    kind,
    isRequired: false,
    read: (text, place) => (text === undefined ? undefined : kind.read(text, place)),
  };
}

/** The members of a JSON object as the texts that they are. @throws ParameterFault */
export function readMembers(text: string, place: string): ReadonlyMap<string, string> {
  const members = new Map<string, string>();
  const reader = new JsonReader(text);
  reader.readObject((name) => {
    const value = reader.readText(maxJsonDepth);
    if (value !== undefined) members.set(name, value);
  });
  if (!reader.isAtEnd()) throw new ParameterFault(`${place} must be a JSON object`);
  return members;
}

/** Reads all of `table`. @param place of the object, empty for that of the method. @throws ParameterFault for the first fault. */
export function readParameters<Table extends ParameterTable>(
  members: ReadonlyMap<string, string>,
  table: Table,
  place: string,
): ValuesOf<Table> {
  const placeOf = (name: string): string => (place === "" ? name : `${place}.${name}`);
  for (const name of members.keys()) {
    if (Object.hasOwn(table, name)) continue;
    const meant = nearestName(name, Object.keys(table));
    const shown = JSON.stringify(placeOf(name).slice(0, 60));
    throw new ParameterFault(
      `there is no parameter ${shown}${meant === undefined ? "" : `; did you mean "${placeOf(meant)}"?`}`,
    );
  }
  const values = Object.entries(table).map(([name, parameter]) => {
    const text = members.get(name);
    const isAbsent = text === "null" && parameter.kind.keepsNull !== true;
    return [name, parameter.read(isAbsent ? undefined : text, placeOf(name))];
  });
  // What each parameter reads is what the type says.
  return Object.fromEntries(values) as ValuesOf<Table>;
}

/** The schema of an object that is read by `table`. */
export function schemaOf(table: ParameterTable): JsonSchema {
  const entries = Object.entries(table);
  const names = entries.filter(([, { isRequired }]) => isRequired).map(([name]) => name);
  return {
    type: "object",
    properties: Object.fromEntries(entries.map(([name, { kind }]) => [name, kind.schema])),
    ...(names.length > 0 ? { required: names } : {}),
    additionalProperties: false,
  };
}
