/**
 * How uPlot is told to draw one panel. It knows uPlot and the look; it does not know where data comes from.
 */

import type uPlot from "uplot";
import { type ColorName, paletteOf } from "./palette.ts";
import type { Panel } from "./panels.ts";
import { scaleTop } from "./scale-top.ts";

/** The time that is read, in ms since the epoch, and its place in px from the left of the chart. */
export interface ChartCursor {
  readonly at: number;
  readonly left: number;
}

/** What the options are made of. */
export interface ChartSetup {
  readonly panel: Panel;
  readonly element: HTMLElement;
  /** Writes a time of day; the argument is in ms since the epoch. */
  readonly timeText: (at: number) => string;
  /** Called when the cursor moves, and when the data moves under it; with `undefined` when there is nothing to read. */
  readonly onCursor: (cursor: ChartCursor | undefined) => void;
}

type Palette = Readonly<Record<ColorName, string>>;

const AXIS_FONT = "12px system-ui, sans-serif";
const CURSOR_GROUP = "live";
const RIGHT_AXIS_PX = 36;
// As a part of the width in time: how far from the cursor a sample may be and still be what is read there.
const READ_WITHIN = 0.02;
// Connections are counted: an axis with halves of them would be wrong.
const WHOLE_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

/** Options for a new chart. Colours are those of the theme at this moment. */
export function chartOptions({ panel, element, timeText, onCursor }: ChartSetup): uPlot.Options {
  const palette = paletteOf(element);
  return {
    width: element.clientWidth,
    height: element.clientHeight,
    legend: { show: false },
    // All charts are equally wide inside, so that their cursors stand in one line.
    padding: [10, hasRightAxis(panel) ? 0 : RIGHT_AXIS_PX, 0, 0],
    cursor: cursorOf(panel, palette),
    scales: {
      x: { time: true },
      y: { range: (_, _min, max) => [0, scaleTop(max, panel.leastTop, panel.naturalTop)] },
      right: { range: (_, _min, max) => [0, scaleTop(max, 5)] },
    },
    axes: axesOf(panel, palette, timeText),
    series: linesOf(panel, palette),
    hooks: { setCursor: [(chart) => onCursor(readCursor(chart))] },
  };
}

function cursorOf(panel: Panel, palette: Palette): uPlot.Cursor {
  return {
    sync: { key: CURSOR_GROUP, setSeries: false },
    drag: { x: false, y: false },
    y: false,
    dataIdx: (chart, _, closest, second) => (isNear(chart, closest, second) ? closest : null),
    points: {
      size: 8,
      width: 2,
      stroke: palette.surface,
      fill: (_, index) => palette[panel.series[index - 1]?.color ?? "ink"],
    },
  };
}

function axesOf(panel: Panel, palette: Palette, timeText: (at: number) => string): uPlot.Axis[] {
  const common = { stroke: palette["ink-soft"], font: AXIS_FONT, gap: 6, ticks: { show: false } };
  const times = (_: uPlot, seconds: number[]): string[] => seconds.map((second) => timeText(second * 1000));
  const bottom: uPlot.Axis = { ...common, size: 28, space: 90, grid: { show: false }, values: times };
  const left: uPlot.Axis = { ...common, size: 48, space: 36, grid: { stroke: palette.hairline, width: 1 } };
  if (!hasRightAxis(panel)) return [bottom, left];
  const right = { scale: "right", side: 1, size: RIGHT_AXIS_PX, space: 36, grid: { show: false }, incrs: WHOLE_STEPS };
  return [bottom, left, { ...common, ...right }];
}

function linesOf(panel: Panel, palette: Palette): uPlot.Series[] {
  const lines = panel.series.map((series, index) => ({
    scale: series.isRight ? "right" : "y",
    stroke: palette[series.color],
    width: 1.5,
    points: { show: false },
    ...(series.dash === undefined ? {} : { dash: [...series.dash] }),
    // Only the first, or areas would hide one another.
    ...(index === 0 ? { fill: fadeOf(palette[series.color]) } : {}),
  }));
  return [{}, ...lines];
}

function readCursor(chart: uPlot): ChartCursor | undefined {
  const { left = -1, idx } = chart.cursor;
  if (left < 0 || idx === null || idx === undefined || !isNear(chart, idx, chart.posToVal(left, "x"))) return undefined;
  return { at: (chart.data[0][idx] ?? 0) * 1000, left: left + chart.over.offsetLeft };
}

function isNear(chart: uPlot, index: number, second: number): boolean {
  const { min, max } = chart.scales.x ?? {};
  const at = chart.data[0][index];
  return at !== undefined && Math.abs(at - second) <= ((max ?? 0) - (min ?? 0)) * READ_WITHIN;
}

function hasRightAxis(panel: Panel): boolean {
  return panel.series.some((series) => series.isRight);
}

function fadeOf(color: string): string {
  return color.replace(/^rgb\((\d+), (\d+), (\d+)\)$/, "rgba($1, $2, $3, 0.1)");
}
