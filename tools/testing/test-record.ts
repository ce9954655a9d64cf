/**
 * What one test reported, in a form that crosses a process boundary as a line of JSON.
 * It is the contract between the reporter inside a test file's process and the runner outside; it knows no rules.
 */

/** The environment variable that names the file to which a test file's records are appended. */
export const REPORT_VARIABLE = "LONGWIRE_TEST_REPORT";

/** The beginning (`begun`) or end (`test`) of one test or suite, or the end of the whole file. */
export type TestRecord =
  | { readonly type: "begun"; readonly title: string; readonly line: number }
  | {
      readonly type: "test";
      readonly kind: "test" | "suite";
      readonly passed: boolean;
      /** Names of the suites and tests around it and its own, joined by ` › `. */
      readonly name: string;
      /** Its own name alone, as `begun` gave it. */
      readonly title: string;
      readonly line: number;
      readonly durationMs: number;
      /** Set when the test was skipped or is a todo; empty when no reason was given. */
      readonly skipReason?: string;
      /** Why it failed, as `node:test` classifies it: `testCodeFailure`, `hookFailed`, `subtestsFailed`, … */
      readonly failureType?: string;
      /** The error with its stack and causes. */
      readonly error?: string;
    }
  | { readonly type: "end" };
