/**
 * `npm run check`: everything that CI runs. The last line is `N passed, N failed` over all steps and all tests;
 * a step counts as one.
 */
import { runSteps } from "./checks/run-steps.ts";
import { checkSteps } from "./checks/steps.ts";
import { runTests } from "./testing/run-tests.ts";
import { countLine } from "./testing/test-report.ts";

const steps = await runSteps(checkSteps());
const tests = await runTests([]);
console.log(`steps: ${countLine(steps)}`);
console.log(`tests: ${countLine(tests)}`);
console.log(
  countLine({
    passed: steps.passed + tests.passed,
    failed: steps.failed + tests.failed,
    skipped: steps.skipped + tests.skipped,
  }),
);
process.exitCode = steps.failed + tests.failed > 0 ? 1 : 0;
