/**
 * Checks the packages as their users get them: built, packed, linted, installed in an empty folder and used.
 * It is the part of `npm run check` to run while working on what is published.
 */
import { runSteps } from "./checks/run-steps.ts";
import { packageSteps } from "./checks/steps.ts";
import { countLine } from "./testing/test-report.ts";

const counts = await runSteps(packageSteps());
console.log(countLine(counts));
process.exitCode = counts.failed > 0 ? 1 : 0;
