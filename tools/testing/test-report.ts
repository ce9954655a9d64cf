/**
 * What a person reads of a test run: a line per file as it ends, then failures in full, skips with their reasons,
 * the slowest tests, and the count. It writes text and decides nothing.
 */
import { styleText } from "node:util";
import type { FileResult, Remark } from "./read-test-file.ts";

/** A test file with its counted result. */
export interface ReportedFile {
  readonly file: string;
  readonly durationMs: number;
  readonly result: FileResult;
  /** What it wants to have said at the end of the run. */
  readonly figures?: readonly string[];
}

/** Counts over any number of files or steps. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const SLOWEST_SHOWN = 10;
const SLOW_MS = 100;

const seconds = (durationMs: number): string => `${(durationMs / 1000).toFixed(2)} s`;

/** The counts of all files together. */
export function countAll(files: readonly ReportedFile[]): Counts {
  const sum = (of: (result: FileResult) => number): number =>
    files.reduce((total, { result }) => total + of(result), 0);
  return {
    passed: sum((result) => result.passed),
    failed: sum((result) => result.failures.length),
    skipped: sum((result) => result.skips.length),
  };
}

/** The last line of every run: `N passed, N failed`, and `, N skipped` when there are any. */
export function countLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** The line for a file that has ended. */
export function fileLine({ file, durationMs, result }: ReportedFile): string {
  const mark = result.failures.length > 0 ? styleText("red", "✖") : styleText("green", "✔");
  const counts = countLine({ passed: result.passed, failed: result.failures.length, skipped: result.skips.length });
  return `${mark} ${file} ${styleText("dim", `(${counts}, ${seconds(durationMs)})`)}`;
}

function remarks(files: readonly ReportedFile[], of: (result: FileResult) => readonly Remark[]): [string, Remark][] {
  return files.flatMap(({ file, result }) => of(result).map((remark): [string, Remark] => [file, remark]));
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, "    ");
}

/** Everything between the files' lines and the count; empty sections are left out. */
export function summary(files: readonly ReportedFile[]): string {
  const failures = remarks(files, (result) => result.failures).map(
    ([file, { name, line, text }]) => `  ${styleText("red", "✖")} ${file}:${line} ${name}\n${indent(text)}\n`,
  );
  const skips = remarks(files, (result) => result.skips).map(
    ([file, { name, line, text }]) => `  ${file}:${line} ${name}: ${text}`,
  );
  const slowest = files
    .flatMap(({ file, result }) => result.tests.map((test) => ({ ...test, file })))
    .filter(({ durationMs }) => durationMs >= SLOW_MS)
    .sort((a, b) => b.durationMs - a.durationMs)
    .slice(0, SLOWEST_SHOWN)
    .map(({ file, name, durationMs }) => `  ${seconds(durationMs).padStart(8)}  ${file} ${name}`);
  const sections: [string, string[]][] = [
    ["Slowest", slowest],
    ["Skipped", skips],
    ["Failed", failures],
  ];
  return sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => `\n${title}\n${lines.join("\n")}\n`)
    .join("");
}
