import assert from "node:assert/strict";
import { test } from "node:test";
import { growthCharts, growthSection, slowdown, steepestStep } from "./growth-report.ts";

const curve = (points: readonly (readonly [number, number])[]) => ({ peer: "longwire" as const, points });

test("the slowdown is the best rate by the worst", () => {
  assert.equal(
    slowdown(
      curve([
        [10, 300],
        [100, 600],
        [1000, 400],
      ]),
    ),
    2,
  );
});

test("the steepest step is the cost beyond the length: 1 when cost grows as the length does", () => {
  assert.equal(
    steepestStep(
      curve([
        [16, 4000],
        [64, 1000],
        [256, 250],
      ]),
    ),
    1,
  );
  assert.equal(
    steepestStep(
      curve([
        [16, 4000],
        [64, 4000],
        [256, 500],
      ]),
    ),
    2,
  );
  assert.equal(steepestStep(curve([[16, 4000]])), 0);
});

test("the section says what is met and what is missed, and shows each chart that there is", () => {
  const growth = {
    connections: [
      curve([
        [10, 300],
        [100, 290],
      ]),
    ],
    connectionsOneEach: [
      curve([
        [10, 300],
        [100, 100],
      ]),
    ],
    sizes: [
      curve([
        [16, 4000],
        [64, 1000],
      ]),
    ],
    quiet: [
      {
        peer: "longwire" as const,
        alone: { p50Ms: 1, p99Ms: 2 },
        besideLoud: { p50Ms: 3, p99Ms: 50 },
        loudPerSecond: 1e6,
      },
    ],
    failures: { ws: "it broke" },
  };
  const section = growthSection(growth);
  const verdicts = [...section.matchAll(/: (\*\*missed\*\*|met)\./g)].map(([, verdict]) => verdict);
  assert.deepEqual(verdicts, ["met", "**missed**", "met", "**missed**"]);
  assert.deepEqual(
    [...growthCharts(growth).keys()],
    ["connections.svg", "connections-one-each.svg", "sizes.svg", "quiet.svg"],
  );
  assert.match(section, /^- ws failed: it broke$/m);
  for (const name of growthCharts(growth).keys()) assert.ok(section.includes(`(results/${name})`));
});
