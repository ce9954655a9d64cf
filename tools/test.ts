/**
 * `npm test`: runs the tests and ends with the line `N passed, N failed`.
 * Arguments are filters: `npm test -- packages/wire handshake` runs the files whose path contains one of them.
 * Pages that do not build count as one failure, because the tests that need them then tell nothing.
 */
import { runSteps } from "./checks/run-steps.ts";
import { playgroundStep } from "./checks/steps.ts";
import { runTests } from "./testing/run-tests.ts";
import { countLine } from "./testing/test-report.ts";

const filters = process.argv.slice(2);
const needsPages = filters.length === 0 || filters.some((filter) => filter.includes("apps"));
const build = needsPages ? await runSteps([playgroundStep]) : { failed: 0 };
const counts = await runTests(filters);
const failed = counts.failed + build.failed;
console.log(countLine({ ...counts, failed }));
process.exitCode = failed > 0 ? 1 : 0;
