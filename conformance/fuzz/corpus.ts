/**
 * Inputs in files: one `NAME.hex` for each, in the notation of `parseHex`, so that people can read and review them.
 * It knows the folders and nothing of what an input means.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatHex, parseHex } from "@longwire/testkit";

const corpusFolder = join(import.meta.dirname, "corpus");
const failuresFolder = join(import.meta.dirname, "failures");

/** The committed inputs of one target. */
export function readCorpus(target: string): Uint8Array[] {
  return readdirSync(corpusFolder)
    .filter((file) => file.startsWith(`${target}-`) && file.endsWith(".hex"))
    .sort()
    .map((file) => readInput(join(corpusFolder, file)));
}

/** Reads one input. */
export function readInput(path: string): Uint8Array {
  return parseHex(readFileSync(path, "utf8"));
}

/** Keeps an input in the corpus; the comment says why. */
export function keepInput(target: string, input: Uint8Array, comment: string): void {
  writeInput(corpusFolder, target, input, comment);
}

/** Writes an input that failed. @returns its path. */
export function writeFailure(target: string, input: Uint8Array, comment: string): string {
  return writeInput(failuresFolder, target, input, comment);
}

function writeInput(folder: string, target: string, input: Uint8Array, comment: string): string {
  const name = createHash("sha256").update(input).digest("hex").slice(0, 12);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${target}-${name}.hex`);
  const lines = formatHex(input).match(/.{1,96}/g) ?? [];
  writeFileSync(path, `# ${comment.replaceAll("\n", " ")}\n${lines.map((line) => `${line.trim()}\n`).join("")}`);
  return path;
}
