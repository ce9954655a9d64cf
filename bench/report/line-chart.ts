/**
 * A line chart as SVG: two axes with ticks, one line with dots per series, a legend.
 */
import { colour, heading, picture, text, WIDTH } from "./chart-frame.ts";

/** One line. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** An axis. Logarithmic ones hold positive values only. */
export interface Axis {
  /** Shown below the axis that lies. */
  readonly title: string;
  readonly isLogarithmic: boolean;
  /** Values with a tick, on a logarithmic axis that ends at the first and the last; left out, powers of ten. */
  readonly ticks?: readonly number[];
  /** How a tick is written. */
  readonly format: (value: number) => string;
}

/** What to draw. */
export interface Chart {
  readonly title: string;
  /** More about it, with what goes up. */
  readonly subtitle: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
}

const PLOT_HEIGHT = 250;
const LEFT = 64;
const RIGHT = 30;
const BOTTOM = 52;
const TICKS = 5;
/** Ticks that would touch are left out. */
const MOST_TICKS = 5;

/** From values to places, and the values that get a tick. */
interface Scale {
  readonly place: (value: number) => number;
  readonly ticks: readonly number[];
}

function logarithmicScale(values: readonly number[], from: number, to: number): Scale {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  return {
    place: (value) => from + ((Math.log10(value) - low) / (high - low)) * (to - from),
    ticks: Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)).filter(
      (_, index) => index % Math.ceil((high - low + 1) / MOST_TICKS) === 0,
    ),
  };
}

function linearScale(values: readonly number[], from: number, to: number): Scale {
  const rough = Math.max(...values, Number.MIN_VALUE) / TICKS;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * ([1, 2, 5].find((factor) => factor * unit >= rough) ?? 10);
  const count = Math.max(1, Math.ceil(Math.max(...values) / step));
  return {
    place: (value) => from + (value / (count * step)) * (to - from),
    ticks: Array.from({ length: count + 1 }, (_, index) => index * step),
  };
}

function tickedScale(ticks: readonly number[], from: number, to: number): Scale {
  const low = Math.log10(Math.min(...ticks));
  const high = Math.log10(Math.max(...ticks));
  return { place: (value) => from + ((Math.log10(value) - low) / (high - low)) * (to - from), ticks };
}

function scale(axis: Axis, values: readonly number[], from: number, to: number): Scale {
  if (axis.ticks !== undefined) return tickedScale(axis.ticks, from, to);
  return axis.isLogarithmic ? logarithmicScale(values, from, to) : linearScale(values, from, to);
}

/** The part of the picture that has points in it. */
interface Plot {
  readonly across: Scale;
  readonly up: Scale;
  readonly top: number;
  readonly bottom: number;
}

function grid({ x, y }: Chart, { across, up, top, bottom }: Plot): string[] {
  return [
    ...up.ticks.flatMap((tick) => [
      `<path class="grid" d="M${LEFT} ${up.place(tick).toFixed(1)}H${WIDTH - RIGHT}"/>`,
      text(LEFT - 8, up.place(tick) + 5, y.format(tick), { anchor: "end", isNote: true }),
    ]),
    ...across.ticks.flatMap((tick) => [
      `<path class="grid" d="M${across.place(tick).toFixed(1)} ${top}V${bottom}"/>`,
      text(across.place(tick), bottom + 20, x.format(tick), { anchor: "middle", isNote: true }),
    ]),
    `<path class="axis" d="M${LEFT} ${top}V${bottom}H${WIDTH - RIGHT}" fill="none"/>`,
    text((LEFT + WIDTH - RIGHT) / 2, bottom + 42, x.title, { anchor: "middle" }),
  ];
}

function line({ points }: Series, index: number, { across, up }: Plot): string[] {
  const places = points.map(([x, y]) => [across.place(x).toFixed(1), up.place(y).toFixed(1)] as const);
  const path = places.map(([x, y]) => `${x} ${y}`).join("L");
  return [
    `<path d="M${path}" fill="none" stroke="${colour(index)}" stroke-width="2.5"/>`,
    ...places.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="4" fill="${colour(index)}"/>`),
  ];
}

/** The chart. What the upright axis shows stands in the subtitle. @throws RangeError when there is no point to draw. */
export function lineChart(chart: Chart): string {
  const points = chart.series.flatMap((series) => series.points);
  if (points.length === 0) throw new RangeError("a chart needs a point");
  const names = chart.series.map(({ name }) => name);
  const head = heading(chart.title, chart.subtitle, names);
  const top = head.bottom + 16;
  const bottom = top + PLOT_HEIGHT;
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const plot = {
    ...{ top, bottom },
    across: scale(chart.x, xs, LEFT, WIDTH - RIGHT),
    up: scale(chart.y, ys, bottom, top),
  };
  const series = chart.series.flatMap((each, index) => line(each, index, plot));
  return picture(chart.title, bottom + BOTTOM, [...head.lines, ...grid(chart, plot), ...series]);
}
