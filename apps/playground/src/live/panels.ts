/**
 * Which measures stand together in one chart, and how each is drawn. Data only.
 */

import type { Metric } from "@longwire/cli/playground";
import type { Messages } from "../i18n/messages.ts";

/** One line of a chart. Lines differ in stroke as well as in colour. */
export interface SeriesStyle {
  readonly metric: Metric;
  readonly color: "copper" | "patina" | "slate";
  /** Lengths of stroke and gap, px; absent for a solid line. */
  readonly dash?: readonly number[];
  /** On the right-hand scale. */
  readonly isRight?: boolean;
}

/** One chart. */
export interface Panel {
  readonly id: keyof Messages["data"]["charts"];
  readonly series: readonly SeriesStyle[];
  /** What a value is divided by before it is drawn, so that an axis counts megabytes. */
  readonly divisor: number;
  /** The scale goes at least this high, so that noise is not blown up. In divided units. */
  readonly leastTop: number;
  /** Where the scale ends while no value is higher, such as 100 %. */
  readonly naturalTop?: number;
}

/** All charts in the order in which they are shown. */
export const panels: readonly Panel[] = [
  {
    id: "cpu",
    divisor: 1,
    leastTop: 20,
    naturalTop: 100,
    series: [
      { metric: "processCpu", color: "copper" },
      { metric: "systemCpu", color: "patina", dash: [5, 3] },
    ],
  },
  {
    id: "memory",
    divisor: 1_000_000,
    leastTop: 20,
    series: [
      { metric: "rssBytes", color: "copper" },
      { metric: "heapBytes", color: "patina", dash: [5, 3] },
    ],
  },
  {
    id: "loop",
    divisor: 1,
    leastTop: 1,
    series: [
      { metric: "loopP99Ms", color: "copper" },
      { metric: "loopP50Ms", color: "patina", dash: [5, 3] },
    ],
  },
  {
    id: "traffic",
    divisor: 1,
    leastTop: 20,
    series: [
      { metric: "messagesOut", color: "copper" },
      { metric: "messagesIn", color: "patina", dash: [5, 3] },
      { metric: "connections", color: "slate", dash: [2, 2], isRight: true },
    ],
  },
];
