/**
 * Runs steps one after the other, prints each with its time, and goes on after a failure, so that one run shows them all.
 * It does not know what the steps are.
 */
import { styleText } from "node:util";
import type { Counts } from "../testing/test-report.ts";
import type { Step } from "./steps.ts";

function fault(error: unknown): string {
  const text =
    error instanceof Error ? (error.name === "Error" ? error.message : (error.stack ?? error.message)) : String(error);
  return text.replace(/^(?=.)/gm, "    ");
}

/** Runs all steps; a step counts as one passed or one failed. */
export async function runSteps(steps: readonly Step[]): Promise<Counts> {
  let failed = 0;
  for (const { title, run } of steps) {
    const startedAt = performance.now();
    const error = await run().then(
      () => undefined,
      (reason: unknown) => reason ?? new Error("failed without an error"),
    );
    const time = styleText("dim", `(${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
    console.log(`${error === undefined ? styleText("green", "✔") : styleText("red", "✖")} ${title} ${time}`);
    if (error === undefined) continue;
    failed += 1;
    console.log(fault(error));
  }
  return { passed: steps.length - failed, failed, skipped: 0 };
}
