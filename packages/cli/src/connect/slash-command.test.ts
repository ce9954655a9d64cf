import assert from "node:assert/strict";
import { test } from "node:test";
import { parseTypedLine, type TypedLine } from "./slash-command.ts";

const lines: readonly (readonly [line: string, typed: TypedLine])[] = [
  ["hello", { type: "send", data: "hello" }],
  ["", { type: "send", data: "" }],
  [" /ping", { type: "send", data: " /ping" }],
  ["//ping", { type: "send", data: "/ping" }],
  ["/binary", { type: "send", data: Buffer.alloc(0) }],
  ["/binary 00 FF4a", { type: "send", data: Buffer.from([0, 255, 74]) }],
  ["/binary 0", { type: "wrong", message: "/binary takes pairs of hexadecimal digits" }],
  ["/binary xy", { type: "wrong", message: "/binary takes pairs of hexadecimal digits" }],
  ["/ping", { type: "ping", text: "" }],
  ["/ping a  b", { type: "ping", text: "a  b" }],
  ["/close", { type: "close", code: undefined, reason: "" }],
  ["/close 4000", { type: "close", code: 4000, reason: "" }],
  ["/close 4000 see you", { type: "close", code: 4000, reason: "see you" }],
  ["/close soon", { type: "wrong", message: "/close takes a code of four digits, and then a reason" }],
  ["/help", { type: "help" }],
  [
    "/quit now",
    { type: "wrong", message: 'there is no command /quit: /help lists them, and "//quit" sends it as text' },
  ],
];

for (const [line, typed] of lines) {
  test(`typed ${JSON.stringify(line)}`, () => assert.deepEqual(parseTypedLine(line, false), typed));
}

test("with --binary plain lines are bytes", () => {
  assert.deepEqual(parseTypedLine("hé", true), { type: "send", data: Buffer.from("hé") });
  assert.deepEqual(parseTypedLine("//x", true), { type: "send", data: Buffer.from("/x") });
});
