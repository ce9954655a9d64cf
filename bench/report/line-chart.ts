/**
 * A line chart as SVG: two axes with ticks, one line with dots per series, a legend. No library, no script.
 */

/** One line. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** An axis. Logarithmic ones hold positive values only. */
export interface Axis {
  readonly title: string;
  readonly isLogarithmic: boolean;
  /** How a tick is written. */
  readonly format: (value: number) => string;
}

/** What to draw. */
export interface Chart {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
}

const WIDTH = 720;
const HEIGHT = 400;
const LEFT = 80;
const RIGHT = 20;
const TOP = 60;
const BOTTOM = 50;
const TICKS = 5;
/** Told apart also by those who do not see red and green. */
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9"];

/** From values to places, and the values that get a tick. */
interface Scale {
  readonly place: (value: number) => number;
  readonly ticks: readonly number[];
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function logarithmicScale(values: readonly number[], from: number, to: number): Scale {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  return {
    place: (value) => from + ((Math.log10(value) - low) / (high - low)) * (to - from),
    ticks: Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)),
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

function scale(axis: Axis, values: readonly number[], from: number, to: number): Scale {
  return axis.isLogarithmic ? logarithmicScale(values, from, to) : linearScale(values, from, to);
}

function text(x: number, y: number, content: string, anchor: "start" | "middle" | "end", more = ""): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}"${more}>${escapeText(content)}</text>`;
}

function grid({ x, y, title }: Chart, across: Scale, up: Scale): string[] {
  const bottom = HEIGHT - BOTTOM;
  return [
    text(LEFT, 22, title, "start", ' font-size="15" font-weight="bold"'),
    ...up.ticks.flatMap((tick) => {
      const at = up.place(tick).toFixed(1);
      return [
        `<path d="M${LEFT} ${at}H${WIDTH - RIGHT}" stroke="#ddd"/>`,
        text(LEFT - 8, up.place(tick) + 4, y.format(tick), "end"),
      ];
    }),
    ...across.ticks.flatMap((tick) => {
      const at = across.place(tick).toFixed(1);
      return [
        `<path d="M${at} ${TOP}V${bottom}" stroke="#eee"/>`,
        text(across.place(tick), bottom + 18, x.format(tick), "middle"),
      ];
    }),
    `<path d="M${LEFT} ${TOP}V${bottom}H${WIDTH - RIGHT}" fill="none" stroke="#444"/>`,
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, x.title, "middle"),
    text(0, 0, y.title, "middle", ` transform="translate(18 ${(TOP + bottom) / 2}) rotate(-90)"`),
  ];
}

function line({ name, points }: Series, index: number, across: Scale, up: Scale): string[] {
  const colour = COLOURS[index % COLOURS.length] ?? "#000";
  const places = points.map(([x, y]) => `${across.place(x).toFixed(1)} ${up.place(y).toFixed(1)}`);
  const legendX = LEFT + index * 165;
  return [
    `<path d="M${places.join("L")}" fill="none" stroke="${colour}" stroke-width="2"/>`,
    ...points.map(
      ([x, y]) =>
        `<circle cx="${across.place(x).toFixed(1)}" cy="${up.place(y).toFixed(1)}" r="3.5" fill="${colour}"/>`,
    ),
    `<path d="M${legendX} 42h20" stroke="${colour}" stroke-width="3"/>`,
    text(legendX + 26, 46, name, "start"),
  ];
}

/** The chart. @throws RangeError when there is no point to draw. */
export function lineChart(chart: Chart): string {
  const points = chart.series.flatMap((series) => series.points);
  if (points.length === 0) throw new RangeError("a chart needs a point");
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const across = scale(chart.x, xs, LEFT, WIDTH - RIGHT);
  const up = scale(chart.y, ys, HEIGHT - BOTTOM, TOP);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    ...grid(chart, across, up),
    ...chart.series.flatMap((series, index) => line(series, index, across, up)),
    "</svg>\n",
  ].join("\n");
}
