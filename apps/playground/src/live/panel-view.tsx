/**
 * One panel: its figures in large, which follow the readout, and the chart below.
 */

import type { Sample } from "@longwire/cli/playground";
import type { ReactNode } from "react";
import { useI18n } from "../i18n/i18n-context.tsx";
import type { Columns } from "../realtime/sample-buffer.ts";
import styles from "./panel-view.module.css";
import type { Panel, SeriesStyle } from "./panels.ts";
import { sampleAt } from "./summary.ts";
import { TimeChart } from "./time-chart.tsx";

/** What a panel needs. */
export interface PanelViewProps {
  readonly panel: Panel;
  /** The window, oldest first. */
  readonly samples: readonly Sample[];
  /** The same as columns. */
  readonly columns: Columns;
  /** The sample whose values are shown large: the one that is read, or the last. */
  readonly shown: Sample | undefined;
  readonly endAt: number;
  readonly spanSeconds: number;
  readonly theme: "light" | "dark";
  readonly onCursor: (at: number | undefined) => void;
}

/** The panel. */
export function PanelView(props: PanelViewProps): ReactNode {
  const { panel, samples, columns, shown, endAt, spanSeconds, theme, onCursor } = props;
  const { t, format, locale } = useI18n();
  const title = t.data.charts[panel.id];
  const figure = (sample: Sample | undefined, { metric }: SeriesStyle): string =>
    sample === undefined ? "–" : format.figure(metric, sample[metric]);
  const describe = (at: number | undefined): string => {
    const sample = at === undefined ? samples.at(-1) : sampleAt(samples, at);
    if (sample === undefined) return t.data.waiting;
    const values = panel.series.map(
      (each) => `${t.data.metrics[each.metric]} ${figure(sample, each)} ${format.unit(each.metric)}`,
    );
    return [format.clockTime(sample.at), ...values].join(", ");
  };

  return (
    <section className={styles.panel} aria-label={title}>
      <h2 className={styles.title}>{title}</h2>
      <dl className={styles.figures}>
        {panel.series.map((series) => (
          <div key={series.metric} className={styles.figure}>
            <dt className={styles.name}>
              <Swatch series={series} />
              {t.data.metrics[series.metric]}
            </dt>
            <dd className={styles.value}>
              <span data-metric={series.metric}>{figure(shown, series)}</span>
              <span className={styles.unit}>{format.unit(series.metric)}</span>
            </dd>
          </div>
        ))}
      </dl>
      <TimeChart
        key={`${theme} ${locale}`}
        {...{ panel, columns, endAt, onCursor, describe }}
        spanMs={spanSeconds * 1000}
        label={t.data.chartLabel(title, spanSeconds)}
        keysHint={t.data.chartKeys}
        timeText={format.clockTime}
        tip={
          shown !== undefined && (
            <>
              <b>{format.preciseTime(shown.at)}</b>
              {panel.series.map((series) => (
                <div key={series.metric} className={styles.tipLine}>
                  <span>{t.data.metrics[series.metric]}</span>
                  <span>
                    {figure(shown, series)} {format.unit(series.metric)}
                  </span>
                </div>
              ))}
            </>
          )
        }
      />
    </section>
  );
}

function Swatch({ series }: { readonly series: SeriesStyle }): ReactNode {
  return (
    <svg className={styles.swatch} viewBox="0 0 20 4" data-color={series.color} aria-hidden="true" focusable="false">
      <path d="M0 2h20" strokeDasharray={series.dash?.join(" ")} />
    </svg>
  );
}
