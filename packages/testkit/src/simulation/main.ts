/**
 * The command: runs seeds one after the other and says what they did. It ends with 1 at the first that breaks an invariant,
 * after its trace. `npm run sim -- --help` tells the options.
 */
import { parseArgs } from "node:util";
import { invariants, notApplicable } from "./checker/invariants.ts";
import { describeFailure, Figures } from "./run/figures.ts";
import { runSeed } from "./run/run-seed.ts";

const USAGE = `usage: npm run sim -- [--hours N | --seconds S | --runs N | --seed S] [--from S] [--lines N] [--hashes] [--json]

  --hours N     so many hours of this machine's time
  --seconds S   so many seconds (default 60)
  --runs N      so many seeds, however long it takes
  --seed S      this seed alone, with its trace
  --from S      begin with this seed (default: one that the time gives)
  --lines N     lines of the trace of a seed that fails (default 80)
  --hashes      print the hash of each run
  --invariants  only tell what is checked, and what is not and why
  --json        print the figures as JSON in the end`;

const { values } = parseArgs({
  options: {
    hours: { type: "string" },
    seconds: { type: "string" },
    runs: { type: "string" },
    seed: { type: "string" },
    from: { type: "string" },
    lines: { type: "string", default: "80" },
    hashes: { type: "boolean", default: false },
    invariants: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

if (values.help) console.log(USAGE);
else if (values.invariants) console.log(tell());
else process.exitCode = await simulate();

function tell(): string {
  const checked = Object.entries(invariants).map(([id, text]) => `${id.padEnd(4)} ${text}`);
  const left = Object.entries(notApplicable).map(([what, why]) => `${what}: ${why}`);
  return [...checked, "", "not looked at:", ...left].join("\n");
}

/** @returns the exit code. */
async function simulate(): Promise<number> {
  const lines = Number(values.lines);
  const seconds = values.hours === undefined ? Number(values.seconds ?? 60) : Number(values.hours) * 3600;
  const isCounted = values.runs !== undefined || values.seed !== undefined;
  const end = isCounted ? Number.POSITIVE_INFINITY : performance.now() + seconds * 1000;
  const first = Number(values.seed ?? values.from ?? Math.floor(Date.now() / 1000));
  const last = values.seed === undefined ? first + Number(values.runs ?? Number.POSITIVE_INFINITY) - 1 : first;
  const figures = new Figures();
  for (let seed = first; seed <= last && performance.now() < end; seed += 1) {
    const result = await runSeed(seed);
    figures.add(result);
    if (values.hashes) console.log(`seed ${seed}: ${result.hash}, ${result.events} events`);
    if (result.violations.length > 0 || values.seed !== undefined) console.log(describeFailure(result, lines));
    if (result.violations.length > 0) break;
  }
  console.log(values.json ? JSON.stringify(figures) : figures.text);
  return figures.failed === undefined ? 0 : 1;
}
