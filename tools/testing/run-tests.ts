/**
 * Runs test files, some side by side and some alone, and prints what happens.
 * It knows the order and the bounds; running, counting and wording are in the modules beside it.
 */
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { coverageLines } from "./coverage-lines.ts";
import { figuresIn } from "./figures-in.ts";
import { findTestFiles } from "./find-test-files.ts";
import { readTestFile } from "./read-test-file.ts";
import { runTestFile } from "./run-test-file.ts";
import { type Counts, countAll, fileLine, type ReportedFile, summary } from "./test-report.ts";

/** A file that is not done after this long is killed and counts as failed. */
const FILE_TIMEOUT_MS = 180_000;
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

async function runOne(file: string): Promise<ReportedFile> {
  const { records, end, durationMs } = await runTestFile(file, FILE_TIMEOUT_MS);
  const reported = { file, durationMs, result: readTestFile(records, end), figures: figuresIn(end.output) };
  console.log(fileLine(reported));
  return reported;
}

async function runSideBySide(files: readonly string[], width: number): Promise<ReportedFile[]> {
  const waiting = files.values();
  const lane = async (): Promise<ReportedFile[]> => {
    const done: ReportedFile[] = [];
    // One iterator for all lanes: each takes the next file when it is free.
    for (const file of waiting) done.push(await runOne(file));
    return done;
  };
  return (await Promise.all(Array.from({ length: width }, lane))).flat();
}

/** Runs all tests, or those in files whose path contains a filter. No test at all is a failure. */
export async function runTests(filters: readonly string[]): Promise<Counts> {
  const { together, alone } = findTestFiles(ROOT, filters);
  const reported = [...(await runSideBySide(together, availableParallelism())), ...(await runSideBySide(alone, 1))];
  reported.sort((a, b) => a.file.localeCompare(b.file, "en"));
  console.log(summary(reported));
  for (const line of coverageLines(reported)) console.log(line);
  for (const line of reported.flatMap(({ figures = [] }) => figures)) console.log(line);
  const counts = countAll(reported);
  if (counts.passed + counts.failed > 0) return counts;
  console.log(filters.length > 0 ? `No test matches ${filters.join(", ")}.` : "There is no test.");
  return { ...counts, failed: 1 };
}
