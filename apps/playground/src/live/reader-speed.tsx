/**
 * How fast this page reads, and what that costs it: with a slow reader the server keeps only the newest sample for it, and
 * leaves the others out.
 */

import { type ReactNode, useId } from "react";
import { useI18n } from "../i18n/i18n-context.tsx";
import type { LiveSnapshot } from "../realtime/live-feed.ts";
import { Choice } from "../shell/choice.tsx";
import styles from "./reader-speed.module.css";

/** What it needs. */
export interface ReaderSpeedProps {
  readonly speed: "full" | "slow";
  readonly onSpeed: (speed: "full" | "slow") => void;
  readonly snapshot: LiveSnapshot;
}

/** A section with a choice and two counts. */
export function ReaderSpeed({ speed, onSpeed, snapshot }: ReaderSpeedProps): ReactNode {
  const { t, format } = useI18n();
  const titleId = useId();
  const { full, slow } = t.data.reader;
  return (
    <section className={styles.section} aria-labelledby={titleId}>
      <h2 id={titleId} className={styles.title}>
        {t.data.reader.title}
      </h2>
      <Choice
        label={t.data.reader.title}
        value={speed}
        onChange={onSpeed}
        options={[
          { value: "full", label: full },
          { value: "slow", label: slow },
        ]}
      />
      <dl className={styles.counts}>
        <div className={styles.count}>
          <dt>{t.data.reader.received}</dt>
          <dd data-count="received">{format.count(snapshot.received)}</dd>
        </div>
        <div className={styles.count}>
          <dt>{t.data.reader.skipped}</dt>
          <dd data-count="skipped">{format.count(snapshot.skipped)}</dd>
        </div>
      </dl>
      <p className={styles.text}>{t.data.reader.text}</p>
    </section>
  );
}
