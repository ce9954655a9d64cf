/**
 * The kinds of values that parameters have.
 */
import { JsonReader, Payload } from "@longwire/protocol";
import type { JsonSchema } from "./json-schema.ts";
import {
  type Kind,
  maxJsonDepth,
  ParameterFault,
  type ParameterTable,
  readMembers,
  readParameters,
  schemaOf,
  type ValuesOf,
} from "./parameter.ts";

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Text. @param maxBytes of its UTF-8; default: no limit but that of the body. */
export function text(description: string, { maxBytes }: { readonly maxBytes?: number } = {}): Kind<string> {
  return {
    schema: { type: "string", description },
    read: (json, place) => {
      const value: unknown = JSON.parse(json);
      if (typeof value !== "string") throw new ParameterFault(`${place} must be text`);
      // A lone surrogate cannot be written as UTF-8: it would name something else.
      if (!value.isWellFormed()) throw new ParameterFault(`${place} is not well-formed Unicode`);
      if (maxBytes !== undefined && Buffer.byteLength(value) > maxBytes) {
        throw new ParameterFault(`${place} is longer than ${maxBytes} bytes`);
      }
      return value;
    },
  };
}

/** Text that is not empty. */
export function name(description: string): Kind<string> {
  const anyText = text(description);
  return {
    schema: anyText.schema,
    read: (json, place) => {
      const value = anyText.read(json, place);
      if (value === "") throw new ParameterFault(`${place} is empty`);
      return value;
    },
  };
}

/** `true` or `false`. */
export function flag(description: string): Kind<boolean> {
  return {
    schema: { type: "boolean", description },
    read: (json, place) => {
      if (json !== "true" && json !== "false") throw new ParameterFault(`${place} must be true or false`);
      return json === "true";
    },
  };
}

/** A whole number. */
export function whole(description: string, minimum: number, maximum: number = Number.MAX_SAFE_INTEGER): Kind<number> {
  const isBounded = maximum !== Number.MAX_SAFE_INTEGER;
  return {
    schema: { type: "integer", minimum, ...(isBounded ? { maximum } : {}), description },
    read: (json, place) => {
      const value: unknown = JSON.parse(json);
      if (typeof value === "number" && Number.isSafeInteger(value) && value >= minimum && value <= maximum)
        return value;
      const bounds = isBounded ? `from ${minimum} to ${maximum}` : `of at least ${minimum}`;
      throw new ParameterFault(`${place} must be a whole number ${bounds}`);
    },
  };
}

/** Any JSON, `null` too, kept as it was written. */
export function anyJson(description: string): Kind<Payload> {
  return {
    schema: { description },
    keepsNull: true,
    read: (json, place) => {
      try {
        return Payload.fromJson(json);
      } catch {
        // Its grammar was checked before.
        throw new ParameterFault(`${place} is nested too deeply`);
      }
    },
  };
}

/** Bytes in Base64 (RFC 4648 §4). */
export function bytes(description: string): Kind<Payload> {
  return {
    schema: { type: "string", contentEncoding: "base64", description },
    read: (json, place) => {
      const value: unknown = JSON.parse(json);
      if (typeof value !== "string" || !base64.test(value)) throw new ParameterFault(`${place} must be Base64`);
      return Payload.fromBytes(Buffer.from(value, "base64"));
    },
  };
}

/** A list. */
export function list<Value>(of: Kind<Value>, description: string, maxItems: number): Kind<readonly Value[]> {
  return {
    schema: { type: "array", items: of.schema, maxItems, description },
    read: (json, place) => {
      const items: string[] = [];
      const reader = new JsonReader(json);
      reader.readArray(() => {
        const item = reader.readText(maxJsonDepth);
        if (item !== undefined) items.push(item);
      });
      if (!reader.isAtEnd()) throw new ParameterFault(`${place} must be a list`);
      if (items.length > maxItems) throw new ParameterFault(`${place} has more than ${maxItems} items`);
      return items.map((item, i) => of.read(item, `${place}[${i}]`));
    },
  };
}

/** An object from any names to text. */
export function textMap(description: string): Kind<Readonly<Record<string, string>>> {
  const value = text("");
  return {
    schema: { type: "object", additionalProperties: { type: "string" }, description },
    read: (json, place) =>
      Object.fromEntries(
        [...readMembers(json, place)].map(([key, item]) => [key, value.read(item, `${place}.${key}`)]),
      ),
  };
}

/** An object with parameters of its own. */
export function object<Table extends ParameterTable>(description: string, table: Table): Kind<ValuesOf<Table>> {
  return {
    schema: { ...schemaOf(table), description },
    read: (json, place) => readParameters(readMembers(json, place), table, place),
  };
}

/** An object as it stands, for whoever reads it later. */
export function raw(schema: JsonSchema): Kind<string> {
  return { schema, read: (json) => json };
}

/**
 * What Centrifugo has and this server has not: refused where it asks for something, so that nobody thinks that it works.
 * Clients that send every parameter send it empty.
 */
export function notOffered(description: string): Kind<undefined> {
  return {
    schema: { description: `Not offered: ${description}` },
    read: (json, place) => {
      if (asksForSomething(JSON.parse(json))) throw new ParameterFault(`${place} is not offered`);
      return undefined;
    },
  };
}

function asksForSomething(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.values(value).some(asksForSomething);
  return Boolean(value);
}
