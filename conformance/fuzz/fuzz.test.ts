/**
 * Fuzzes every target for 20 s together; LONGWIRE_FUZZ_SECONDS says otherwise, LONGWIRE_FUZZ_SEED repeats a run, and
 * LONGWIRE_FUZZ_KEEP=1 adds inputs that show something new to the corpus.
 */
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { test } from "node:test";
import { SeededRandom } from "@longwire/testkit";
import { readCorpus, readInput } from "./corpus.ts";
import { fuzz, runOnce } from "./fuzz.ts";
import { mutate } from "./mutate.ts";
import type { FuzzTarget } from "./target.ts";
import { fuzzTargets } from "./targets.ts";

const seconds = Number(process.env.LONGWIRE_FUZZ_SECONDS ?? 20);
const seed = Number(process.env.LONGWIRE_FUZZ_SEED ?? Date.now() % 2 ** 32);
const keep = process.env.LONGWIRE_FUZZ_KEEP === "1";

test("the committed corpus does only documented things", () => {
  for (const { target } of fuzzTargets) {
    const corpus = readCorpus(target.name);
    assert.ok(corpus.length > 0, `${target.name} has a corpus`);
    for (const input of corpus) runOnce(target, input, 1);
  }
});

for (const { target, share } of fuzzTargets) {
  test(`fuzz ${target.name}: only documented outcomes`, (context) => {
    // Said before the run, so that one that never ends can be repeated.
    console.log(`fuzz ${target.name}: seed ${seed}`);
    const report = fuzz(target, { seed, milliseconds: seconds * 1000 * share, keep });
    context.diagnostic(`${report.runs} runs, ${report.bytes} bytes, ${report.features} different things seen`);
    assert.ok(report.runs > 0 && report.features > 1);
  });
}

test("a run follows from its seed alone", () => {
  const inputs = (): string[] => {
    const random = new SeededRandom(7);
    const [first] = fuzzTargets;
    assert.ok(first);
    return Array.from({ length: 50 }, () => {
      const input = first.target.generate(random);
      return Buffer.from(mutate(input, input, random)).toString("hex");
    });
  };
  assert.deepEqual(inputs(), inputs());
});

test("a failure names its file and the command that repeats it", () => {
  const broken: FuzzTarget = {
    name: "broken",
    seeds: [],
    generate: () => new Uint8Array(1),
    run: () => assert.fail("as planned"),
  };
  let message = "";
  try {
    runOnce(broken, Uint8Array.of(1, 2), 5);
  } catch (error) {
    message = String(error);
  }
  const path = /^repeat it with: node --conditions=\S+ conformance\/fuzz\/replay\.ts broken 5 (\S+\.hex)$/m.exec(
    message,
  )?.[1];
  assert.ok(path !== undefined, message);
  assert.match(message, /as planned/);
  assert.deepEqual(readInput(path), Uint8Array.of(1, 2));
  rmSync(path);
});
