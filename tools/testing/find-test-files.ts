/**
 * Finds the repository's test files and decides in which order they run.
 * It knows folders and file names only.
 */
import { globSync } from "node:fs";

const PATTERNS = [
  "packages/*/src/**/*.test.ts",
  "tools/**/*.test.ts",
  "conformance/**/*.test.ts",
  "bench/**/*.test.ts",
  "apps/**/*.test.ts",
];
const APART = [/(^|\/)node_modules\//, /(^|\/)dist\//];

/** Test files as paths from the root: those that may run side by side, and those that want the machine for themselves. */
export interface TestFiles {
  readonly together: readonly string[];
  readonly alone: readonly string[];
}

/** Measures time or drives a browser: a neighbour would disturb it. */
function wantsToBeAlone(file: string): boolean {
  return file.includes("/e2e/") || /\.(e2e|load)\.test\.ts$/.test(file);
}

/** Long ones begin first, so that none of them is left over at the end. */
function byLength(a: string, b: string): number {
  const isLong = (file: string): number => (/fuzz|interop/.test(file) ? 0 : 1);
  return isLong(a) - isLong(b) || a.localeCompare(b, "en");
}

/**
 * All test files under `root`, or those whose path contains one of `filters`.
 * A filter is matched as plain text, with a leading `./` ignored.
 */
export function findTestFiles(root: string, filters: readonly string[]): TestFiles {
  const wanted = filters.map((filter) => filter.replace(/^\.\//, ""));
  const files = globSync(PATTERNS, { cwd: root })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => !APART.some((pattern) => pattern.test(file)))
    .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
    .sort(byLength);
  return { together: files.filter((file) => !wantsToBeAlone(file)), alone: files.filter(wantsToBeAlone) };
}
