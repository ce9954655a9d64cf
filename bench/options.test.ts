import assert from "node:assert/strict";
import { test } from "node:test";
import { hubPeers } from "./measure/peers.ts";
import { BenchUsageError, parseBenchOptions } from "./options.ts";
import { rows } from "./rows.ts";

test("without options everything is measured, five times, and written", () => {
  const { rows: chosen, peers, runs, hasGrowth, isWhole } = parseBenchOptions([]);
  assert.deepEqual([chosen, runs, hasGrowth, isWhole], [rows, 5, true, true]);
  assert.deepEqual(peers, ["longwire", "uws", "ws", "bun", "drop-in", "whatwg", "node", ...hubPeers]);
});

for (const args of [
  ["--quick"],
  ["--rows", "connect"],
  ["--peers", "longwire,ws"],
  ["--no-growth"],
  ["--growth-only"],
  ["--runs", "4"],
]) {
  test(`${args.join(" ")} is not everything, so nothing is written`, () => {
    assert.equal(parseBenchOptions(args).isWhole, false);
  });
}

for (const args of [["--rows", "nothing"], ["--runs", "0"], ["--seconds", "soon"], ["--frobnicate"], ["extra"]]) {
  test(`${args.join(" ")} is refused`, () => {
    assert.throws(() => parseBenchOptions(args), BenchUsageError);
  });
}

test("every row has a name of its own and bars that say one thing", () => {
  assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length);
  for (const { bars } of rows)
    for (const { atLeast, atMost } of bars) assert.ok((atLeast === undefined) !== (atMost === undefined));
});
