/** The simulation as a test: a stretch of seeds, the seeds that once failed, and that a seed is the same run everywhere. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { runChildSimulation } from "./child-simulation.ts";
import { mendedSeeds } from "./mended-seeds.ts";

/** Of this machine's time. */
const SECONDS = 45;

describe("the simulation", () => {
  it(`holds every invariant in the seeds from 1 on, for ${SECONDS} s`, async (context) => {
    const { code, output } = await runChildSimulation({ args: ["--from", "1", "--seconds", String(SECONDS)] });
    assert.equal(code, 0, output);
    context.diagnostic(`figures: ${output.trim()}`);
  });

  it("is the same run for the same seed, on another kind of machine too", async () => {
    const args = ["--from", "1", "--runs", "12", "--hashes"];
    const here = await runChildSimulation({ args });
    assert.equal(here.code, 0, here.output);
    const there = await runChildSimulation({
      args,
      nodeArgs: ["--hash-seed=12345", "--random-seed=678", "--no-opt", "--stack-size=800"],
      env: { TZ: "Pacific/Chatham", LANG: "tr_TR.UTF-8" },
    });
    assert.equal(there.output, here.output);
  });

  it("is the same run whatever ran before", async () => {
    const after = await runChildSimulation({ args: ["--from", "3", "--runs", "2", "--hashes"] });
    const alone = await runChildSimulation({ args: ["--from", "4", "--runs", "1", "--hashes"] });
    assert.equal(hashOf(after.output, 4), hashOf(alone.output, 4));
  });

  for (const { seed, found } of mendedSeeds) {
    it(`holds in seed ${seed}: ${found}`, async () => {
      const { code, output } = await runChildSimulation({ args: ["--from", String(seed), "--runs", "1"] });
      assert.equal(code, 0, output);
    });
  }
});

function hashOf(output: string, seed: number): string {
  const line = output.split("\n").find((candidate) => candidate.startsWith(`seed ${seed}: `));
  assert.ok(line !== undefined, output);
  return line;
}
