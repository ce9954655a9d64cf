/**
 * Repeats one input: `node --conditions=@longwire/source conformance/fuzz/replay.ts TARGET SEED FILE`.
 */

import { SeededRandom } from "@longwire/testkit";
import { readInput } from "./corpus.ts";
import { fuzzTargets } from "./targets.ts";

const [name, seed, path] = process.argv.slice(2);
const found = fuzzTargets.find(({ target }) => target.name === name);
if (found === undefined || seed === undefined || path === undefined) {
  console.error(`usage: replay.ts ${fuzzTargets.map(({ target }) => target.name).join("|")} SEED FILE`);
  process.exitCode = 2;
} else {
  const input = readInput(path);
  const seen = found.target.run(input, new SeededRandom(Number(seed) + input.length));
  console.log([...seen].join("\n"));
}
