/**
 * What a whole test run says about attacks and famous bugs: how many classes have a defence whose tests passed, and which do
 * not. It counts files and their results; what the classes are is a table in `conformance/defences/`.
 */
import { classes } from "../../conformance/defences/classes.ts";
import type { ReportedFile } from "./test-report.ts";

const DEFENCE = /^conformance\/defences\/v(\d+)-[^/]*\.test\.ts$/;
const HTTP2 = /^conformance\/defences\/h2-[^/]*\.test\.ts$/;
const FAMOUS = /^conformance\/famous-bugs\/[^/]*\.test\.ts$/;

/** Every test passed and none was skipped. */
function isProof({ result }: ReportedFile): boolean {
  return result.passed > 0 && result.failures.length === 0 && result.skips.length === 0;
}

/** The lines to print; none when the run held none of these tests. */
export function coverageLines(files: readonly ReportedFile[]): string[] {
  const parts = [defences(files), share("HTTP/2 attacks", files, HTTP2), share("famous bugs", files, FAMOUS)];
  const shown = parts.filter((part) => part !== undefined);
  if (shown.length === 0) return [];
  const later = Object.entries(classes).filter(([, { layer }]) => layer === "hub");
  const hub = later.map(([id, { title }]) => `${id} ${title}`).join(", ");
  return [shown.join(", "), `comes with the hub: ${hub}`];
}

function defences(files: readonly ReportedFile[]): string | undefined {
  const tests = files.filter(({ file }) => DEFENCE.test(file));
  if (tests.length === 0) return undefined;
  const ids = Object.keys(classes).filter((id) => classes[id]?.layer === "transport");
  const missing = ids.filter((id) => {
    const own = tests.filter(({ file }) => `V${Number(DEFENCE.exec(file)?.[1])}` === id);
    return own.length === 0 || !own.every(isProof);
  });
  const rest = missing.length === 0 ? "" : ` (missing: ${missing.join(", ")})`;
  return `defences ${ids.length - missing.length} of ${ids.length}${rest}`;
}

function share(name: string, files: readonly ReportedFile[], pattern: RegExp): string | undefined {
  const tests = files.filter(({ file }) => pattern.test(file));
  return tests.length === 0 ? undefined : `${name} ${tests.filter(isProof).length} of ${tests.length}`;
}
