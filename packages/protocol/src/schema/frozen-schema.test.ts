/**
 * The schema is frozen: clients out there know it. `frozen-schema.json` holds its version and its hash; a change of a
 * message, a field, a number, a type or a code makes them differ, and needs a new version and a line in the changelog.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { disconnects } from "../codes/disconnect-code.ts";
import { errors } from "../codes/error-code.ts";
import { unsubscribes } from "../codes/unsubscribe-code.ts";
import { describeMessages, type MessageDescription } from "./all-messages.ts";

const frozen: { readonly version: number; readonly sha256: string } = JSON.parse(
  readFileSync(new URL("frozen-schema.json", import.meta.url), "utf8"),
);

/** The same for the same schema, in whatever order it is written down. */
function hashOf(messages: readonly MessageDescription[], codes: readonly object[]): string {
  const lines = [
    ...messages.map(({ name, fields }) => `${name} ${JSON.stringify(fields)}`),
    ...codes.map((table) => JSON.stringify(Object.entries(table))),
  ];
  return createHash("sha256").update(lines.sort().join("\n")).digest("hex");
}

test("the schema is the one that its version names", () => {
  const actual = hashOf(describeMessages(), [errors, disconnects, unsubscribes]);
  assert.equal(
    actual,
    frozen.sha256,
    `The messages or codes of the protocol have changed. Where that is meant: raise "version" in frozen-schema.json to ${frozen.version + 1}, ` +
      `set "sha256" there to ${actual}, add a line "Protocol version ${frozen.version + 1}: …" to CHANGELOG.md that says who is affected, ` +
      "and run npm run docs. A field that was given a number keeps it for ever.",
  );
});

test("the changelog has a line about the version", () => {
  const changelog = readFileSync(new URL("../../../../CHANGELOG.md", import.meta.url), "utf8");
  assert.match(changelog, new RegExp(`^- Protocol version ${frozen.version}: \\S`, "m"));
});

test("the hash notices a name, a number, a type, a message and a code, and no order", () => {
  const base: MessageDescription[] = [
    { name: "A", fields: [{ name: "x", number: 1, type: "string", isAlwaysWritten: false }] },
    { name: "B", fields: [] },
  ];
  const hash = hashOf(base, [errors]);
  const [a, b] = base as [MessageDescription, MessageDescription];
  const changed = [
    hashOf([{ ...a, fields: [{ name: "y", number: 1, type: "string", isAlwaysWritten: false }] }, b], [errors]),
    hashOf([{ ...a, fields: [{ name: "x", number: 2, type: "string", isAlwaysWritten: false }] }, b], [errors]),
    hashOf([{ ...a, fields: [{ name: "x", number: 1, type: "bool", isAlwaysWritten: false }] }, b], [errors]),
    hashOf([a], [errors]),
    hashOf(base, [{ ...errors, internal: { ...errors.internal, code: 99 } }]),
  ];
  assert.equal(new Set([hash, ...changed]).size, 6);
  assert.equal(hashOf([b, a], [errors]), hash);
});

test("every message is found, those within lists, maps and messages too", () => {
  const names = describeMessages().map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  for (const name of [
    "Command",
    "Reply",
    "Push",
    "Publication",
    "ClientInfo",
    "FilterNode",
    "StreamPosition",
    "Error",
  ]) {
    assert.ok(names.includes(name), name);
  }
});
