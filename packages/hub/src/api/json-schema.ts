/**
 * The few words of JSON Schema 2020-12, which OpenAPI 3.1 uses as it is, that the API is described with.
 */

/** A schema. */
export interface JsonSchema {
  readonly type?: "object" | "array" | "string" | "boolean" | "integer" | undefined;
  readonly description?: string | undefined;
  readonly contentEncoding?: "base64" | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly items?: JsonSchema | undefined;
  readonly properties?: Readonly<Record<string, JsonSchema>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly additionalProperties?: JsonSchema | boolean | undefined;
  readonly oneOf?: readonly JsonSchema[] | undefined;
  readonly $ref?: string | undefined;
}

/** An object with these members; those in `required` are always there. */
export function objectSchema(
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[] = Object.keys(properties),
): JsonSchema {
  return { type: "object", properties, ...(required.length > 0 ? { required } : {}) };
}

/** An object that is a map from any name. */
export function mapSchema(of: JsonSchema, description?: string): JsonSchema {
  return { type: "object", additionalProperties: of, ...(description === undefined ? {} : { description }) };
}
