/** The choice of faults: the same for the same seed, all kinds that were asked for, and no others. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { SeededRandom } from "@longwire/testkit";
import { nextNetworkFault, nextServerFault, serverFaults } from "./fault-plan.ts";

function chosen<Fault>(seed: number, next: (random: SeededRandom) => Fault): Fault[] {
  const random = new SeededRandom(seed);
  return Array.from({ length: 200 }, () => next(random));
}

test("the same seed chooses the same faults, another one others", () => {
  assert.deepEqual(chosen(1, nextNetworkFault), chosen(1, nextNetworkFault));
  assert.notDeepEqual(chosen(1, nextNetworkFault), chosen(2, nextNetworkFault));
});

test("every fault of a link is chosen, and every weather has a part", () => {
  const faults = chosen(1, nextNetworkFault);
  assert.deepEqual(new Set(faults.map(({ fault }) => fault)), new Set(["cut", "reset", "silence", "weather"]));
  const parts = faults.flatMap((fault) => (fault.fault === "weather" ? Object.keys(fault.weather) : []));
  assert.deepEqual(new Set(parts), new Set(["latencyMs", "sliceBytes", "bytesPerSecond"]));
});

test("of the server only what was asked for is chosen, all of it, and some are killed twice", () => {
  const all = chosen(1, (random) => nextServerFault(random, ["network", ...serverFaults]));
  assert.deepEqual(new Set(all.map(({ fault }) => fault)), new Set(serverFaults));
  const kills = chosen(1, (random) => nextServerFault(random, ["kill"]));
  assert.ok(kills.every(({ fault }) => fault === "kill"));
  assert.ok(kills.some((fault) => fault.fault === "kill" && fault.againAfterMs !== undefined));
});
