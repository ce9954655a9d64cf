import assert from "node:assert/strict";
import { test } from "node:test";
import { type CloseFacts, closeResult, violations } from "@longwire/wire";
import { describeClose, isPeaceful } from "./describe-close.ts";

const nothing: CloseFacts = { sent: undefined, received: undefined, first: undefined, cause: undefined };
const normal = { code: 1000, reason: "" };

const closes: readonly (readonly [facts: Partial<CloseFacts>, line: string, isPeaceful: boolean])[] = [
  [
    { sent: normal, received: normal, first: "local" },
    "closed 1000 (normal): we closed first, the server answered",
    true,
  ],
  [
    { sent: { code: 4000, reason: "" }, received: { code: 4000, reason: "" }, first: "local" },
    "closed 4000: we closed first, the server answered",
    true,
  ],
  [
    { sent: normal, received: { code: 1000, reason: "bye" }, first: "remote" },
    'closed 1000 (normal) "bye": the server closed first',
    true,
  ],
  [
    { sent: { code: undefined, reason: "" }, received: { code: undefined, reason: "" }, first: "remote" },
    "closed 1005 (no code): the server closed first",
    true,
  ],
  [
    { sent: normal, received: { code: 1013, reason: "\u001b[2J" }, first: "remote" },
    'closed 1013 (try again later) "\\x1b[2J": the server closed first',
    false,
  ],
  [{}, "closed 1006 (abnormal): the connection ended without a Close frame", false],
  [
    { sent: normal, first: "local" },
    "closed 1006 (abnormal): we closed first, and the connection ended before the server answered",
    false,
  ],
  [
    { cause: violations["no-close-frame"] },
    "closed 1006 (abnormal): TCP ended without a Close frame [RFC 6455 §7.1.5]",
    false,
  ],
  [
    { sent: { code: 1007, reason: "no text" }, first: "local", cause: violations["text-not-utf8"] },
    "closed 1007 (invalid data): text is not valid UTF-8 [RFC 6455 §8.1]; " +
      'the server was told 1007 (invalid data) "no text"',
    false,
  ],
];

for (const [facts, line, expected] of closes) {
  test(`in words: ${line}`, () => {
    const result = closeResult({ ...nothing, ...facts });
    assert.equal(describeClose(result), line);
    assert.equal(isPeaceful(result), expected);
  });
}
