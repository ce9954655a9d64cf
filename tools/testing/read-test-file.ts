/**
 * The rules of counting: turns what a test file's process reported, and how it ended, into passed, failed and skipped.
 * A file that crashes, hangs, exits early or holds no test is a failure, and so is a skip without a reason.
 */
import type { TestRecord } from "./test-record.ts";

/** How the process of a test file ended. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  /** What it wrote to its standard output and error. */
  readonly output: string;
}

/** A test with a text: the error of a failure, the reason of a skip. */
export interface Remark {
  readonly name: string;
  readonly line: number;
  readonly text: string;
}

/** The counted result of one test file. */
export interface FileResult {
  readonly passed: number;
  readonly failures: readonly Remark[];
  readonly skips: readonly Remark[];
  readonly tests: readonly { readonly name: string; readonly durationMs: number }[];
}

type TestOutcome = Extract<TestRecord, { type: "test" }>;

function isFailure(record: TestOutcome): boolean {
  if (record.skipReason !== undefined) return record.skipReason.trim() === "";
  // A suite, or a test that holds tests, which failed only by what it holds has been counted there.
  return !record.passed && record.failureType !== "subtestsFailed";
}

function failureText(record: TestOutcome): string {
  if (record.skipReason !== undefined) return "skipped without a reason";
  return record.error ?? "failed without an error";
}

/** The tests that had begun and not ended, for the person who looks for what hangs. */
function unfinished(records: readonly TestRecord[]): string {
  const key = (record: { title: string; line: number }): string => `${record.title} (line ${record.line})`;
  const ended = new Set(records.filter((record) => record.type === "test").map(key));
  const begun = records.filter((record) => record.type === "begun").map(key);
  const open = begun.filter((name) => !ended.has(name));
  return open.length > 0
    ? `\nbegun and not ended: ${open.join(", ")}`
    : "\nno test was running: something keeps the process alive";
}

/** What is wrong with the file as a whole, beside its tests; `undefined` when nothing is. */
function fileFault(records: readonly TestRecord[], end: ProcessEnd, failed: boolean): string | undefined {
  if (end.timedOut) return `did not end in time and was killed${unfinished(records)}`;
  if (end.signal !== null) return `was ended by ${end.signal}`;
  if (end.code !== 0 && !failed) return `ended with exit code ${end.code}`;
  if (records.length === 0) return "reported no test: it holds none, or it ended before the first was done";
  if (!records.some((record) => record.type === "end")) return `ended before its tests did${unfinished(records)}`;
  return undefined;
}

/** Counts one test file. Suites are not counted, unless they fail by themselves, as in a hook. */
export function readTestFile(records: readonly TestRecord[], end: ProcessEnd): FileResult {
  const outcomes = records.filter((record) => record.type === "test");
  const failures = outcomes
    .filter(isFailure)
    .map((record) => ({ name: record.name, line: record.line, text: failureText(record) }));
  const fault = fileFault(records, end, failures.length > 0);
  if (fault !== undefined) failures.push({ name: "the file", line: 1, text: `${fault}\n${end.output}`.trim() });
  const skips = outcomes
    .filter((record) => record.skipReason !== undefined && !isFailure(record))
    .map((record) => ({ name: record.name, line: record.line, text: record.skipReason ?? "" }));
  const tests = outcomes.filter((record) => record.kind === "test" && record.skipReason === undefined);
  return { passed: tests.filter((record) => record.passed).length, failures, skips, tests };
}
