/**
 * Plays every transcript whole, byte by byte and in random cuts. They are documentation, so what they say must be true.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { byteByByte, randomCuts, SeededRandom, whole } from "@longwire/testkit";
import { parseTranscripts } from "./transcripts/parse-transcript.ts";
import { playTranscript } from "./transcripts/play-transcript.ts";

const folder = join(import.meta.dirname, "transcripts");
const cuts = [whole, byteByByte, randomCuts(new SeededRandom(1), 6), randomCuts(new SeededRandom(2), 20)];

for (const file of readdirSync(folder).filter((name) => name.endsWith(".md"))) {
  describe(file, () => {
    for (const transcript of parseTranscripts(readFileSync(join(folder, file), "utf8"))) {
      test(`${transcript.title} [${transcript.clause}] (${transcript.role})`, () => {
        for (const cut of cuts) playTranscript(transcript, cut);
      });
    }
  });
}

const sample = (blocks: string): string => `# Title\n\n## Sample\n\n- Role: client\n- Clause: none\n\n${blocks}\n`;

test("a transcript that says something untrue fails", () => {
  const untrue = [
    '```in\n81 01 61\n```\n\n```events\ntext "b"\n```',
    "```in\n81 01 61\n```",
    "```in\n89 00\n```\n\n```events\nping\n```",
    "```in\n88 00\n```\n\n```state\nopen\n```",
    "```do\nsing\n```",
  ];
  for (const blocks of untrue) {
    assert.throws(() => {
      for (const transcript of parseTranscripts(sample(blocks))) playTranscript(transcript, whole);
    }, blocks);
  }
});

test("a transcript that is not well formed is refused", () => {
  for (const text of [sample("```foo\n```"), sample("```in\n81"), sample("prose"), "## X\n\n```in\n81 00\n```\n"]) {
    assert.throws(() => parseTranscripts(text), text);
  }
});
