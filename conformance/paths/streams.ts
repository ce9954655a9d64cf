/**
 * Byte streams that a peer may send, without what only a connection in memory could show: every vector, transcript and fuzz
 * input that needs no limits, extension or calls of ours, and frames that are broken at random.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { exampleMaskingKey, maskFrames, parseHex, SeededRandom } from "@longwire/testkit";
import type { Role } from "@longwire/wire";
import { readCorpus } from "../fuzz/corpus.ts";
import { parseTranscripts } from "../transcripts/parse-transcript.ts";
import { vectorTopics } from "../vectors/topics.ts";

const SEED = 8441;
const MAX_BYTES = 100_000;
const BROKEN = 60;

/** Unmasked frames, as the peer of `role` sends them. */
function asSentTo(role: Role, frames: Uint8Array): Buffer {
  return Buffer.from(role === "server" ? maskFrames(frames, exampleMaskingKey) : frames);
}

function vectors(role: Role): Buffer[] {
  return vectorTopics
    .flatMap(([, topic]) => topic)
    .filter((vector) => vector.role === role || vector.role === "both")
    .filter(({ limits, transform, before }) => limits === undefined && transform === undefined && before === undefined)
    .map(({ bytes, masks }) => {
      const written = parseHex(bytes.join("\n"));
      return masks === "as-written" ? Buffer.from(written) : asSentTo(role, written);
    });
}

function transcripts(role: Role): Buffer[] {
  const folder = join(import.meta.dirname, "../transcripts");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".md"))
    .flatMap((name) => parseTranscripts(readFileSync(join(folder, name), "utf8")))
    .filter((transcript) => transcript.role === role && transcript.steps.every(({ kind }) => kind !== "do"))
    .map(({ steps }) => steps.filter(({ kind }) => kind === "in").flatMap(({ lines }) => lines))
    .map((lines) => Buffer.from(parseHex(lines.join("\n"))));
}

/** Frames with a few bytes changed: most break a rule, somewhere. */
function brokenFrames(role: Role): Buffer[] {
  const random = new SeededRandom(SEED);
  const whole = Buffer.concat([
    asSentTo(role, parseHex('01 02 "he" 89 01 70 80 03 "llo" 82 7e 00 80')),
    Buffer.alloc(128, 1),
    asSentTo(role, parseHex('81 02 "hi" 88 02 03 e8')),
  ]);
  return Array.from({ length: BROKEN }, () => {
    const bytes = Buffer.from(whole);
    for (let i = 0; i < 3; i += 1) bytes[random.below(bytes.length)] = random.below(256);
    return bytes;
  });
}

/** All streams for a receiver of `role`. */
export function streamsFor(role: Role): Buffer[] {
  const corpus = readCorpus("frames").map((input) => asSentTo(role, input));
  const all = [...vectors(role), ...transcripts(role), ...corpus, ...brokenFrames(role)];
  return all.filter(({ length }) => length < MAX_BYTES);
}
