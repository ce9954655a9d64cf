/**
 * `npm run faults`: five minutes of faults against `longwire serve`, or `--kills N` times load, kill -9, start again.
 */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkHistory } from "./check-history.ts";
import { type FaultKind, faultKinds } from "./fault-plan.ts";
import { type FaultRun, runFaults } from "./run-faults.ts";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "300" },
    clients: { type: "string", default: "500" },
    publishers: { type: "string", default: "24" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    kills: { type: "string" },
    only: { type: "string", multiple: true },
    verbose: { type: "boolean", default: false },
  },
});

function number(name: "seconds" | "clients" | "publishers" | "seed" | "kills"): number {
  const value = Number(values[name]);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`--${name} must be a whole number from 1, not "${values[name]}"`);
}

function kinds(): readonly FaultKind[] {
  const given = values.only ?? faultKinds;
  return given.map((name) => {
    const kind = faultKinds.find((each) => each === name);
    if (kind === undefined) throw new Error(`--only must be one of ${faultKinds.join(", ")}`);
    return kind;
  });
}

/** @returns whether all is right. */
async function runOnce(name: string, run: Omit<FaultRun, "directory">): Promise<boolean> {
  const directory = join(import.meta.dirname, "../../.cache/faults", name);
  const {
    directory: history,
    behind,
    settledMs,
  } = await runFaults({
    ...run,
    directory,
    ...(values.verbose ? { onProgress: (line: string) => console.log(`  ${line}`) } : {}),
  });
  const { isRight, report } = await checkHistory(history);
  console.log(report.trimEnd());
  console.log(
    `everybody had everything ${Math.round(settledMs)} ms after the faults were over; still behind: ${behind.length}`,
  );
  for (const line of behind.slice(0, 5)) console.log(`  ${line}`);
  console.log(`history: ${history}`);
  return isRight && behind.length === 0;
}

const seed = number("seed");
const base = { clients: number("clients"), publishers: number("publishers"), pauseMs: 2000 };
const started = new Date().toISOString().replace(/[:.]/g, "-");
console.log(`seed ${seed}`);
let isRight = true;
if (values.kills === undefined) {
  isRight = await runOnce(started, { ...base, seed, seconds: number("seconds"), kinds: kinds() });
} else {
  const rounds = number("kills");
  let right = 0;
  for (let round = 1; round <= rounds; round += 1) {
    console.log(`round ${round} of ${rounds}`);
    const run = { ...base, seed: seed + round, seconds: 4, kinds: ["kill"] as const };
    if (await runOnce(`${started}-${round}`, run)) right += 1;
  }
  console.log(`${right} of ${rounds} right`);
  isRight = right === rounds;
}
process.exitCode = isRight ? 0 : 1;
