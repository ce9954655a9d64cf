/**
 * The growth curves as charts and as sentences with verdicts. It measures nothing.
 */
import type { Curve, Growth, QuietResult } from "../measure/growth.ts";
import { type PeerId, peerNames } from "../measure/peers.ts";
import { barChart } from "./bar-chart.ts";
import { type Axis, type Chart, lineChart } from "./line-chart.ts";
import { shortNumber } from "./table.ts";

/** The rate at any number of connections is at least the best divided by this. */
const MAX_SLOWDOWN = 1.5;
/** A message four times as long may cost four times as much, and half as much again. */
const MAX_CLIFF = 1.5;
const MAX_QUIET_P99_MS = 50;
const KIB = 1024;
/** The ends and some between. */
const SIZE_TICKS: readonly number[] = [16, KIB, 64 * KIB, KIB * KIB, 16 * KIB * KIB];

/** Best rate ÷ worst rate over the curve: 1 when it is flat. */
export function slowdown({ points }: Curve): number {
  const rates = points.map(([, perSecond]) => perSecond);
  return Math.max(...rates) / Math.min(...rates);
}

/** The steepest step: by how much the cost of a message grew beyond its length. Below 1 it grew by less. */
export function steepestStep({ points }: Curve): number {
  const steps = points.slice(1).map(([size, perSecond], index) => {
    const [sizeBefore = size, perSecondBefore = perSecond] = points[index] ?? [];
    return perSecondBefore / perSecond / (size / sizeBefore);
  });
  return Math.max(0, ...steps);
}

function bytes(value: number): string {
  if (value >= KIB * KIB) return `${value / KIB / KIB} MiB`;
  return value >= KIB ? `${value / KIB} KiB` : `${value} B`;
}

/** As `shortNumber`, without zeros at the end. */
function tickNumber(value: number): string {
  return value < 1 ? String(value) : shortNumber(value);
}

function verdict(isMet: boolean): string {
  return isMet ? "met" : "**missed**";
}

const connectionsAxis: Axis = { title: "connections", isLogarithmic: true, format: shortNumber };
const rateAxis: Axis = { title: "messages per second", isLogarithmic: true, format: shortNumber };

function chart(
  title: string,
  subtitle: string,
  x: Axis,
  y: Axis,
  curves: readonly Curve[],
  value: (perSecond: number) => number,
): Chart {
  const series = curves.map(({ peer, points }) => ({
    name: peerNames[peer],
    points: points.map(([at, perSecond]) => [at, value(perSecond)] as const),
  }));
  return { title, subtitle, x, y, series };
}

function quietChart(quiet: readonly QuietResult[]): string {
  return barChart({
    title: "A quiet connection beside a loud one",
    subtitle: "p99 while one-byte messages come as fast as answered",
    bars: quiet.map(({ peer, besideLoud: { p99Ms } }) => ({
      ...{ name: peerNames[peer], value: p99Ms, label: `${p99Ms.toFixed(p99Ms < 10 ? 1 : 0)} ms` },
    })),
    bound: { value: MAX_QUIET_P99_MS, label: `bar: ${MAX_QUIET_P99_MS} ms` },
  });
}

/** The charts, by file name. */
export function growthCharts(growth: Growth): ReadonlyMap<string, string> {
  const cost: Axis = { title: "microseconds per message", isLogarithmic: true, format: tickNumber };
  const size: Axis = { title: "bytes per message", isLogarithmic: true, format: bytes, ticks: SIZE_TICKS };
  const same = (perSecond: number): number => perSecond;
  const many = "Echo of 32 B by connections";
  const total = "messages/s, 1,000 in flight in all";
  const one = "messages/s, 10 in flight in all, one for a connection";
  const each = "microseconds per message";
  const charts: readonly (readonly [string, Chart])[] = [
    ["connections.svg", chart(many, total, connectionsAxis, rateAxis, growth.connections, same)],
    ["connections-one-each.svg", chart(many, one, connectionsAxis, rateAxis, growth.connectionsOneEach, same)],
    ["sizes.svg", chart("Cost of an echo by size", each, size, cost, growth.sizes, (perSecond) => 1e6 / perSecond)],
  ];
  const lines = charts
    .filter(([, { series }]) => series.length > 0)
    .map(([name, drawn]) => [name, lineChart(drawn)] as const);
  return new Map([...lines, ...(growth.quiet.length > 0 ? [["quiet.svg", quietChart(growth.quiet)] as const] : [])]);
}

function of(curves: readonly Curve[], peer: PeerId): Curve | undefined {
  return curves.find((each) => each.peer === peer);
}

function ratesSentence(what: string, found: Curve): string {
  const rates = found.points.map(([x, perSecond]) => `${shortNumber(perSecond)} at ${shortNumber(x)}`).join(", ");
  const factor = slowdown(found);
  return `- ${what}: ${rates} messages/s; best ÷ worst ${factor.toFixed(2)}, ≤ ${MAX_SLOWDOWN}: ${verdict(factor <= MAX_SLOWDOWN)}.`;
}

function quietLine({ peer, alone, besideLoud, loudPerSecond }: QuietResult): string {
  const isMet = besideLoud.p99Ms < MAX_QUIET_P99_MS;
  const end = peer === "longwire" ? `, < ${MAX_QUIET_P99_MS} ms: ${verdict(isMet)}` : "";
  const times = `p99 ${besideLoud.p99Ms.toFixed(2)} ms beside a connection with ${shortNumber(loudPerSecond)} one-byte messages/s`;
  return `- ${peerNames[peer]}, a quiet connection: ${times} (alone ${alone.p99Ms.toFixed(2)} ms)${end}.`;
}

/** What the charts show, for those who do not see them. */
const alternatives: Readonly<Record<string, string>> = {
  "connections.svg": "Messages per second by connections, 1,000 in flight in all",
  "connections-one-each.svg": "Messages per second by connections, 10 in flight in all",
  "sizes.svg": "Microseconds per message by size",
  "quiet.svg": "99th percentile of a quiet connection beside a loud one",
};

/** Markdown: a line for each finding about Longwire, then the charts. */
export function growthSection(growth: Growth): string {
  const total = of(growth.connections, "longwire");
  const one = of(growth.connectionsOneEach, "longwire");
  const sizes = of(growth.sizes, "longwire");
  const step = sizes && steepestStep(sizes);
  const ends = sizes && [sizes.points[0], sizes.points.at(-1)].flatMap((point) => point ?? []);
  const range = ends && `${bytes(ends[0] ?? 0)} to ${bytes(ends[2] ?? 0)}`;
  return [
    ...(total ? [ratesSentence("By connections, 1,000 in flight in all", total)] : []),
    ...(one ? [ratesSentence("By connections, 10 in flight in all, one for a connection", one)] : []),
    ...(step === undefined
      ? []
      : [
          `- By size, ${range}: steepest step ${step.toFixed(2)} × the length, ≤ ${MAX_CLIFF}: ${verdict(step <= MAX_CLIFF)}.`,
        ]),
    ...growth.quiet.map(quietLine),
    ...Object.entries(growth.failures).map(([peer, reason]) => `- ${peerNames[peer as PeerId]} failed: ${reason}`),
    "",
    ...[...growthCharts(growth).keys()].map((name) => `![${alternatives[name]}](results/${name})`),
  ].join("\n");
}
