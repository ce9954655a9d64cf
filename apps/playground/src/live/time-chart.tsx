/**
 * One chart of a panel: makes the uPlot, feeds it, and lets pointer and keyboard read values from it.
 */

import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Columns } from "../realtime/sample-buffer.ts";
import { type ChartCursor, chartOptions } from "./chart-options.ts";
import { moveCursor } from "./move-cursor.ts";
import type { Panel } from "./panels.ts";
import styles from "./time-chart.module.css";

/** What a chart needs. */
export interface TimeChartProps {
  readonly panel: Panel;
  readonly columns: Columns;
  /** Right edge, ms since the epoch. */
  readonly endAt: number;
  /** Width in time, ms. */
  readonly spanMs: number;
  readonly label: string;
  /** Says how keys move the readout. */
  readonly keysHint: string;
  readonly timeText: (at: number) => string;
  /** Called with the time that is read, in whichever of the charts. */
  readonly onCursor: (at: number | undefined) => void;
  /** The values at a time in words; of the last ones without a time. */
  readonly describe: (at: number | undefined) => string;
  /** What is shown beside the pointer. */
  readonly tip: ReactNode;
}

/** The chart: to a screen reader a slider over time. To draw with other colours or another language, give it another `key`. */
export function TimeChart(props: TimeChartProps): ReactNode {
  const { label, keysHint, describe, tip } = props;
  const box = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState<ChartCursor>();
  const chart = useChart(box, props, setCursor);
  const [isHere, setHere] = useState(false);
  // Changes with a key, not with each sample: a screen reader could not keep up.
  const [reading, setReading] = useState({ percent: 100, text: "" });

  const move = (steps: number | undefined): void => {
    if (chart.current === undefined) return;
    const moved = moveCursor(chart.current, steps);
    setReading({ percent: moved.percent, text: describe(moved.at) });
  };
  const press = (event: KeyboardEvent): void => {
    const steps = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (steps === undefined && event.key !== "Escape") return;
    event.preventDefault();
    move(steps === undefined ? undefined : steps * (event.shiftKey ? 10 : 1));
  };
  return (
    <div
      className={styles.chart}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-description={keysHint}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={reading.percent}
      aria-valuetext={reading.text}
      onKeyDown={press}
      onFocus={() => {
        setHere(true);
        setReading({ percent: 100, text: describe(undefined) });
      }}
      onBlur={() => {
        setHere(false);
        move(undefined);
      }}
      onPointerEnter={() => setHere(true)}
      onPointerLeave={() => setHere(false)}
    >
      <div ref={box} className={styles.plot} />
      {isHere && cursor !== undefined && (
        <div
          className={styles.tip}
          style={{ left: cursor.left }}
          data-side={cursor.left > (box.current?.clientWidth ?? 0) / 2 ? "left" : "right"}
        >
          {tip}
        </div>
      )}
    </div>
  );
}

function useChart(
  box: RefObject<HTMLDivElement | null>,
  { panel, columns, endAt, spanMs, timeText, onCursor }: TimeChartProps,
  setCursor: (cursor: ChartCursor | undefined) => void,
): RefObject<uPlot | undefined> {
  const chart = useRef<uPlot>(undefined);

  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const read = (cursor: ChartCursor | undefined): void => {
      setCursor(cursor);
      onCursor(cursor?.at);
    };
    const options = chartOptions({ panel, element, timeText, onCursor: read });
    const made = new uPlot(options, [[], ...panel.series.map(() => [])], element);
    chart.current = made;
    const observer = new ResizeObserver(() => {
      made.setSize({ width: element.clientWidth, height: element.clientHeight });
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      chart.current = undefined;
    };
  }, [box, panel, timeText, onCursor, setCursor]);

  useEffect(() => {
    const divided = (value: number | null): number | null => (value === null ? null : value / panel.divisor);
    const values = panel.series.map(({ metric }) => columns.values[metric].map(divided));
    chart.current?.batch(() => {
      chart.current?.setData([[...columns.times], ...values], false);
      chart.current?.setScale("x", { min: (endAt - spanMs) / 1000, max: endAt / 1000 });
    });
  }, [panel, columns, endAt, spanMs]);

  return chart;
}
