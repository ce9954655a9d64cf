import assert from "node:assert/strict";
import { test } from "node:test";
import { type Axis, lineChart } from "./line-chart.ts";

const axis = (isLogarithmic: boolean): Axis => ({ title: "a < b", isLogarithmic, format: String });

function circles(svg: string): (readonly [number, number])[] {
  return [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [Number(x), Number(y)] as const);
}

test("logarithmic axes put equal factors at equal distances, and more is higher", () => {
  const points = [
    [10, 1],
    [100, 10],
    [1000, 100],
  ] as const;
  const svg = lineChart({ title: "t", subtitle: "s", x: axis(true), y: axis(true), series: [{ name: "s", points }] });
  const [first, second, third] = circles(svg);
  assert.ok(first && second && third);
  for (const i of [0, 1] as const) assert.ok(Math.abs(second[i] - first[i] - (third[i] - second[i])) < 0.11);
  assert.ok(third[0] > first[0] && third[1] < first[1]);
});

test("a linear axis begins at 0 and holds the largest value", () => {
  const points = [
    [1, 0],
    [2, 730],
  ] as const;
  const svg = lineChart({ title: "t", subtitle: "s", x: axis(true), y: axis(false), series: [{ name: "s", points }] });
  const [zero, most] = circles(svg);
  const [, top, bottom] = /class="axis" d="M64 (\d+)V(\d+)/.exec(svg) ?? [];
  assert.equal(zero?.[1], Number(bottom));
  assert.ok(most && most[1] >= Number(top) && most[1] < Number(top) + 60);
  assert.match(svg, />800<\/text>/);
});

test("texts are escaped, and nothing is drawn of nothing", () => {
  const series = [{ name: "a & b", points: [[1, 1]] as const }];
  const svg = lineChart({ title: "<t>", subtitle: "s", x: axis(true), y: axis(true), series });
  for (const text of ["&lt;t&gt;", "a &amp; b", "a &lt; b"]) assert.ok(svg.includes(`>${text}</text>`), text);
  assert.throws(() => lineChart({ title: "t", subtitle: "s", x: axis(true), y: axis(true), series: [] }), RangeError);
});
