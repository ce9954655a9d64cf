/**
 * Moves a chart's cursor by keys, and that of the other charts with it. It knows uPlot only.
 */

import uPlot from "uplot";

/** Where the cursor is then: percent of the width, and the time there in ms since the epoch, if there is one. */
export interface MovedCursor {
  readonly percent: number;
  readonly at: number | undefined;
}

/**
 * Moves the cursor by percents of the width, from where it is or else from the right edge; `undefined` takes it away.
 * Not by samples: with ten of them a second, the chart would move faster than the keys.
 */
export function moveCursor(chart: uPlot, percents: number | undefined): MovedCursor {
  const { width, height } = chart.over.getBoundingClientRect();
  const { left: before = -1 } = chart.cursor;
  const from = before < 0 ? width : before;
  const left = percents === undefined ? -10 : Math.min(width - 1, Math.max(0, from + (percents * width) / 100));
  const top = percents === undefined ? -10 : height / 2;
  chart.setCursor({ left, top }, true);
  const group = chart.cursor.sync?.key;
  // The others follow, as they do with the pointer.
  if (group !== undefined) uPlot.sync(group).pub("mousemove", chart, left, top, width, height, chart.cursor.idx ?? 0);
  if (percents === undefined) return { percent: 100, at: undefined };
  return { percent: Math.round((left / width) * 100), at: chart.posToVal(left, "x") * 1000 };
}
