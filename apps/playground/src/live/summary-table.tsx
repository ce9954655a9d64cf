/**
 * The window as a table: what the charts show, for those who do not see them or want figures.
 */

import { metrics, type Sample } from "@longwire/cli/playground";
import { type ReactNode, useState } from "react";
import { useI18n } from "../i18n/i18n-context.tsx";
import { type Summary, summaryOf } from "./summary.ts";
import styles from "./summary-table.module.css";

/** What the table needs. */
export interface SummaryTableProps {
  readonly samples: readonly Sample[];
  readonly spanSeconds: number;
}

const columns: readonly (keyof Summary)[] = ["last", "min", "mean", "max"];

/** A table that is worked out only while it is open. */
export function SummaryTable({ samples, spanSeconds }: SummaryTableProps): ReactNode {
  const { t } = useI18n();
  const [isOpen, setOpen] = useState(false);
  return (
    <details className={styles.details} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={styles.summary}>{t.data.table}</summary>
      {isOpen && <Table samples={samples} spanSeconds={spanSeconds} />}
    </details>
  );
}

function Table({ samples, spanSeconds }: SummaryTableProps): ReactNode {
  const { t, format } = useI18n();
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <caption className={styles.caption}>{t.data.tableCaption(spanSeconds)}</caption>
        <thead>
          <tr>
            <th scope="col">{t.data.columns.metric}</th>
            {columns.map((column) => (
              <th key={column} scope="col" className={styles.number}>
                {t.data.columns[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {metrics.map((metric) => {
            const summary = summaryOf(samples, metric);
            return (
              <tr key={metric}>
                <th scope="row">
                  {t.data.metrics[metric]} <span className={styles.unit}>{format.unit(metric)}</span>
                </th>
                {columns.map((column) => (
                  <td key={column} className={styles.number}>
                    {summary === undefined ? "–" : format.figure(metric, summary[column])}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
