import assert from "node:assert/strict";
import { test } from "node:test";
import type { Sample } from "../measure/one-run.ts";
import type { Row } from "../rows.ts";
import { judge } from "./judge.ts";
import { ratioTable } from "./ratio-table.ts";
import { comparisonTable, shortNumber, table } from "./table.ts";

const row: Row = {
  id: "row",
  title: "a row",
  unit: "messages/s",
  work: { type: "idle", connections: 1 },
  bars: [
    { peer: "uws", atLeast: 1 },
    { peer: "ws", atMost: 0.5 },
  ],
};

const runs = (values: readonly number[], loadCpu = 0.5): Sample[] => values.map((value) => ({ value, loadCpu }));

test("a bar is met at its bound and missed beyond it, by the median of the ratios", () => {
  const at = judge(row, { longwire: runs([1, 2, 3]), uws: runs([1, 2, 3]), ws: runs([2, 4, 6]) });
  assert.deepEqual(
    at.verdicts.map(({ isMet }) => isMet),
    [true, true],
  );
  const beyond = judge(row, { longwire: runs([99, 99, 400]), uws: runs([100, 100, 100]), ws: runs([197, 197, 1]) });
  assert.deepEqual(
    beyond.verdicts.map(({ isMet }) => isMet),
    [false, false],
  );
});

test("a peer that was not measured has no verdict", () => {
  const { verdicts } = judge(row, { longwire: runs([1]), ws: runs([2]) });
  assert.deepEqual(
    verdicts.map(({ bar }) => bar.peer),
    ["ws"],
  );
});

test("the table names medians, spreads, ratios, and by how much a bar is missed", () => {
  const judged = judge(row, {
    longwire: runs([900_000, 1_000_000, 1_100_000]),
    uws: runs([1_800_000, 2_000_000, 2_200_000], 0.99),
    ws: runs([4_500_000, 5_000_000, 5_500_000]),
  });
  assert.equal(
    table([judged], ["longwire", "uws", "ws", "bun"]),
    [
      "| work | Longwire | uWebSockets.js addon | ws | Bun | Longwire ÷ uWebSockets.js addon | Longwire ÷ ws |",
      "| --- | --- | --- | --- | --- | --- | --- |",
      "| a row, messages/s | 1 M ±10 % | 2 M ±10 % † | 5 M ±10 % | – | 0.50 (0.50–0.50), ≥ 1: **missed by 50 %** | 0.20 (0.20–0.20), ≤ 0.5: met |",
      "",
      "† The load generator had no core left: the server may be faster than this.",
    ].join("\n"),
  );
});

test("a contender that failed has no number, and its reason stands below", () => {
  const judged = judge(row, { longwire: runs([1]), ws: runs([4]) }, { uws: "it did not start" });
  const text = table([judged], ["longwire", "uws", "ws"]);
  assert.match(text, /^\| a row, messages\/s \| 1 ±0 % \| failed \| 4 ±0 % \| – \| 0\.25 /m);
  assert.match(text, /^uWebSockets\.js addon failed at "a row": it did not start$/m);
  assert.match(ratioTable([judged], [["Node", "v24"]]), /^\| a row, messages\/s \| 1 \| – \| 0\.25 \|$/m);
});

test("Longwire's other entries stand beside what they replace", () => {
  const judged = judge(row, { longwire: runs([9, 9]), ws: runs([2, 2]), "drop-in": runs([10, 20]) });
  assert.deepEqual(comparisonTable([judged]).split("\n").slice(2), [
    "| a row, messages/s | `@longwire/ws`: 15 ±33 % | ws: 2 ±0 % | 7.50 (5.00–10.0) |",
  ]);
  assert.equal(comparisonTable([judge(row, { longwire: runs([9]), ws: runs([2]) })]), "");
});

test("numbers have three digits and a suffix", () => {
  const all = [0.1234, 7, 123.4, 1999, 9994, 12_345, 999_400, 999_500, 2_345_678].map(shortNumber);
  assert.deepEqual(all, ["0.123", "7", "123", "1,999", "9,994", "12.3 k", "999 k", "1.00 M", "2.35 M"]);
});
