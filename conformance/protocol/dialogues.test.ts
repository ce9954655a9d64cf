/** Plays every dialogue of `docs/protocol/`. They are documentation, so what they say must be what a hub does. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { formatHex, parseHex } from "@longwire/testkit";
import { type DialogueLine, parseDialogues } from "./parse-dialogue.ts";
import { playDialogue } from "./play-dialogue.ts";

const folder = join(import.meta.dirname, "../../docs/protocol");

const pages = readdirSync(folder)
  .filter((name) => name.endsWith(".md"))
  .map((name) => ({ name, dialogues: parseDialogues(readFileSync(join(folder, name), "utf8")) }));

function written(encoding: "json" | "protobuf", lines: readonly DialogueLine[]): string[] {
  return lines.map(({ kind, text }) => {
    const isHex = encoding === "protobuf" && kind !== "--" && !text.startsWith("close ");
    return `${kind} ${isHex ? formatHex(parseHex(text)) : text}`;
  });
}

for (const { name, dialogues } of pages.filter((page) => page.dialogues.length > 0)) {
  describe(`docs/protocol/${name}`, () => {
    for (const dialogue of dialogues) {
      test(dialogue.title, async () => {
        const played = await playDialogue(dialogue);
        for (const [i, { encoding, lines }] of dialogue.blocks.entries()) {
          assert.deepEqual(written(encoding, played[i] ?? []), written(encoding, lines), `block ${i + 1}`);
        }
      });
    }
  });
}

test("there are dialogues in both encodings", () => {
  const encodings = pages.flatMap(({ dialogues }) =>
    dialogues.flatMap(({ blocks }) => blocks.map(({ encoding }) => encoding)),
  );
  assert.ok(encodings.filter((encoding) => encoding === "json").length >= 10);
  assert.ok(encodings.includes("protobuf"));
});

test("a dialogue with a line that is none is an error", () => {
  assert.throws(() => parseDialogues("## a\n```dialogue json\nhello\n```\n"), /has the line "hello"/);
});
