/**
 * Judges whether a string is one JSON text (RFC 8259), with a bound on its depth. It makes no values.
 */
import { JsonReader } from "./json-reader.ts";

/** Depth of payloads: more than people nest, less than what exhausts a parser that recurses. */
export const maxPayloadDepth = 128;

/** True when `text` is exactly one JSON value of at most `maxPayloadDepth` levels, with white space around it allowed. */
export function isJson(text: string): boolean {
  const reader = new JsonReader(text);
  reader.skipValue(maxPayloadDepth);
  return reader.isAtEnd();
}
