/** The simulation must find bugs that are planted, by the invariant that they break, within a number of seeds. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { runChildSimulation } from "../child-simulation.ts";
import { plantedBugs } from "./planted-bugs.ts";

const names = Object.keys(plantedBugs);

describe("planted bugs", () => {
  let caught = 0;
  for (const [name, { withinSeeds, breaks }] of Object.entries(plantedBugs)) {
    it(`${name} is caught within ${withinSeeds} seeds`, async () => {
      const args = ["--from", "1", "--runs", String(withinSeeds), "--lines", "0", "--json"];
      const { code, output } = await runChildSimulation({ args, planted: name });
      assert.equal(code, 1, output);
      const { failed } = JSON.parse(output.trim().split("\n").at(-1) ?? "") as {
        readonly failed: { readonly seed: number; readonly invariants: readonly string[] };
      };
      const isIt = failed.invariants.some((invariant) => breaks.some((expected) => expected === invariant));
      assert.ok(isIt, `${failed.invariants.join()} is not what it breaks: ${output}`);
      caught += 1;
    });
  }

  it("are caught, all of them", (context) => {
    context.diagnostic(`figures: planted bugs caught ${caught} of ${names.length}`);
    assert.equal(caught, names.length);
  });
});
