/**
 * Takes out one defence after the other, and looks whether its tests notice:
 * `node --conditions=@longwire/source conformance/defences/run.ts [FILTER…]`. It ends with 1 unless every test fails, in time,
 * without its defence.
 */
import { rmSync } from "node:fs";
import { mutations as famousBugs } from "../famous-bugs/mutations.ts";
import { mutations as defences } from "./mutations.ts";
import { copySources, type Mutation, tryWithout } from "./take-out.ts";

const suites: Readonly<Record<string, readonly Mutation[]>> = { defences, "famous-bugs": famousBugs };
const filters = process.argv.slice(2);
const isChosen = ({ test }: Mutation): boolean =>
  filters.length === 0 || filters.some((filter) => test.includes(filter));
const folder = copySources();
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
// What runs ends with this process, however it is ended.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

for (const [suite, mutations] of Object.entries(suites)) {
  const chosen = mutations.filter(isChosen);
  let noticed = 0;
  for (const mutation of chosen) {
    const outcome = await tryWithout(mutation, suite, folder);
    const mark = outcome === "fails" ? "✔" : "✖";
    console.log(`${mark} ${mutation.test} ${outcome} without its defence (${mutation.file})`);
    if (outcome === "fails") noticed += 1;
  }
  console.log(`${suite}: ${noticed} of ${chosen.length} that were taken out were noticed`);
  if (noticed < chosen.length) process.exitCode = 1;
}
