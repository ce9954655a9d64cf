/**
 * A `node:test` reporter that writes one line of JSON per finished test, for the runner in the parent process.
 * It translates only: what counts as passed, failed or skipped is decided in read-test-file.ts.
 * It appends to a file, at once, so that neither a test's own output nor a crash can take a record away.
 */
import { appendFileSync } from "node:fs";
import type { TestEvent } from "node:test/reporters";
import { inspect } from "node:util";
import { REPORT_VARIABLE, type TestRecord } from "./test-record.ts";

type FinishedTest = Extract<TestEvent, { type: "test:pass" | "test:fail" }>;

const INTERNAL_FRAME = /^ +at .*\(?node:internal.*\n/gm;
/** The totals that `node:test` gives out as diagnostics. */
const TOTAL = /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/;

function reasonOf(mark: string | boolean | undefined): string | undefined {
  return mark === undefined || mark === false ? undefined : mark === true ? "" : mark;
}

/** `node:test` wraps what a test threw; the wrapper's own stack says nothing. */
function describeError(error: unknown): { failureType: string; error: string } {
  const isWrapper = error instanceof Error && "failureType" in error;
  const thrown = isWrapper && error.cause !== undefined ? error.cause : error;
  return {
    failureType: isWrapper ? String(error.failureType) : "testCodeFailure",
    error: typeof thrown === "string" ? thrown : inspect(thrown, { depth: 6 }).replace(INTERNAL_FRAME, ""),
  };
}

function toRecord(event: FinishedTest, parents: readonly string[]): TestRecord {
  const { data } = event;
  const skipReason = reasonOf(data.skip) ?? reasonOf(data.todo);
  return {
    type: "test",
    kind: data.details.type === "suite" ? "suite" : "test",
    passed: event.type === "test:pass",
    name: [...parents, data.name].join(" › "),
    title: data.name,
    line: data.line ?? 0,
    durationMs: data.details.duration_ms,
    ...(skipReason === undefined ? {} : { skipReason }),
    ...("error" in data.details ? describeError(data.details.error) : {}),
  };
}

function write(file: string, record: TestRecord): void {
  appendFileSync(file, `${JSON.stringify(record)}\n`);
}

/** The reporter; `node --test-reporter` calls it with the events of one test file. It prints diagnostics only. */
export default async function* jsonReporter(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const file = process.env[REPORT_VARIABLE];
  if (file === undefined) throw new Error(`${REPORT_VARIABLE} does not say where to report to`);
  const path: string[] = [];
  for await (const event of events) {
    if (event.type === "test:dequeue") {
      write(file, { type: "begun", title: event.data.name, line: event.data.line ?? 0 });
    } else if (event.type === "test:start") {
      path.length = event.data.nesting;
      path.push(event.data.name);
    } else if (event.type === "test:pass" || event.type === "test:fail") {
      write(file, toRecord(event, path.slice(0, event.data.nesting)));
    } else if (event.type === "test:summary") {
      write(file, { type: "end" });
    } else if (event.type === "test:diagnostic" && !TOTAL.test(event.data.message)) {
      // An error after its test had ended is reported nowhere else.
      yield `${event.data.message}\n`;
    }
  }
}
