/**
 * Fuzz target: the value of Sec-WebSocket-Extensions (RFC 6455 §9.1). Bytes are read as Latin-1, as header values are.
 */
import assert from "node:assert/strict";
import { formatExtensions, parseExtensions } from "@longwire/wire";
import type { FuzzTarget } from "./target.ts";

const pieces = [
  "permessage-deflate",
  "x",
  ";",
  ",",
  "=",
  '"',
  "\\",
  " ",
  "\t",
  "a=b",
  '"q"',
  '"\\"',
  "10",
  "(",
  "\u00e4",
  "\0",
];

function latin1(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, "latin1"));
}

/** Values of the extensions header. */
export const extensionsTarget: FuzzTarget = {
  name: "extensions",
  seeds: [
    "",
    ",",
    "permessage-deflate; client_max_window_bits; server_no_context_takeover",
    'permessage-deflate; server_max_window_bits="10", x-webkit-deflate-frame',
    'a; b="\\c"',
    "a;;b",
  ].map(latin1),
  generate: (random) => latin1(Array.from({ length: random.below(12) }, () => random.pick(pieces)).join("")),
  run: (input) => {
    const value = Buffer.from(input).toString("latin1");
    const elements = parseExtensions(value);
    if (elements === undefined) return new Set(["outcome: malformed"]);
    // What was understood can be said, and means the same.
    assert.deepEqual(parseExtensions(formatExtensions(elements)), elements);
    const parameters = elements.flatMap((element) => element.parameters);
    return new Set([
      `outcome: ${Math.min(elements.length, 4)} with ${Math.min(parameters.length, 4)}`,
      `extensions: ${parameters.some((parameter) => parameter.value === undefined)}`,
    ]);
  },
};
