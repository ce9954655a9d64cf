/**
 * The soak's result for people: a table, a plot of a line per quantity, and the same as SVG. It judges nothing.
 */
import { type Axis, lineChart } from "../../bench/report/line-chart.ts";
import type { Metric, SoakResult } from "./soak.ts";

const BARS = "▁▂▃▄▅▆▇█";
const PLOT_WIDTH = 60;
const MIB = 1024 * 1024;

function format(value: number, { unit }: Pick<Metric, "unit">): string {
  return unit === "bytes" ? `${(value / MIB).toFixed(2)} MiB` : value.toFixed(1);
}

/** The samples in so many columns, from nothing to the highest. */
function plot({ samples }: Metric): string {
  const columns = Math.min(PLOT_WIDTH, samples.length);
  const highest = Math.max(...samples.map(([, value]) => value), 1);
  return Array.from({ length: columns }, (_, i) => {
    const part = samples.slice(
      Math.floor((i * samples.length) / columns),
      Math.floor(((i + 1) * samples.length) / columns),
    );
    const mean = part.reduce((sum, [, value]) => sum + value, 0) / part.length;
    return BARS[Math.min(BARS.length - 1, Math.floor((mean / highest) * BARS.length))];
  }).join("");
}

/** Lines of text. */
export function soakReport({ options, lives, metrics, before, after, isClean }: SoakResult): string {
  const total = Object.values(lives).reduce((sum, count) => sum + count, 0);
  const kinds = Object.entries(lives).map(([name, count]) => `${name} ${count}`);
  const rows = metrics.map((metric) => {
    const { name, slope, tolerance, isFlat } = metric;
    const growth = `${slope.growth < 0 ? "" : "+"}${format(slope.growth, metric)}`;
    const bounds = `noise ±${format(slope.noise, metric)}, tolerance ${format(tolerance, metric)}`;
    return `${isFlat ? "✔" : "✖"} ${name.padEnd(12)} mean ${format(slope.mean, metric)}, growth ${growth} (${bounds})\n  ${plot(metric)}`;
  });
  return [
    `soak: ${total} connections in ${(options.durationMs / 1000).toFixed(0)} s, ${options.width} at a time, seed ${options.seed}`,
    `lives: ${kinds.join(", ")}`,
    `server: ${after.counts.connections} accepted, ${after.counts.refused} refused, ${after.counts.messages} messages`,
    ...rows,
    `before and after: descriptors ${before.descriptors} and ${after.descriptors}, handles ${before.handles} and ${after.handles}`,
    isClean ? "nothing grew" : "SOMETHING GREW",
  ].join("\n");
}

/** A chart of all quantities, each in percent of its mean. */
export function soakChart({ metrics }: SoakResult): string {
  const seconds: Axis = { title: "seconds", isLogarithmic: false, format: (value) => value.toFixed(0) };
  const share: Axis = { title: "% of the mean", isLogarithmic: false, format: (value) => value.toFixed(0) };
  const series = metrics.map(({ name, samples, slope }) => ({
    name,
    points: samples.map(([second, value]): [number, number] => [second, (100 * value) / Math.max(slope.mean, 1)]),
  }));
  return lineChart({
    title: "Soak: what the server costs",
    subtitle: "each in percent of its mean",
    x: seconds,
    y: share,
    series,
  });
}
