import assert from "node:assert/strict";
import { test } from "node:test";
import { barChart } from "./bar-chart.ts";

const bound = { value: 50, label: "50 ms" };

test("bars are as long as their values, the bound as far as its own", () => {
  const bars = [
    { name: "a", value: 25, label: "25 ms" },
    { name: "b", value: 100, label: "100 ms" },
  ];
  const svg = barChart({ title: "t", subtitle: "s", bars, bound });
  const widths = [...svg.matchAll(/<rect x="16" y="\d+" width="([\d.]+)"/g)].map(([, width]) => Number(width));
  const [, x] = /stroke-dasharray="4 3" d="M([\d.]+) /.exec(svg) ?? [];
  assert.equal(widths.length, 2);
  assert.ok(Math.abs((widths[1] ?? 0) / (widths[0] ?? 1) - 4) < 0.01);
  assert.ok(Math.abs(Number(x) - 16 - (widths[1] ?? 0) / 2) < 0.2);
});

test("nothing is drawn of nothing", () => {
  assert.throws(() => barChart({ title: "t", subtitle: "s", bars: [], bound }), RangeError);
});
