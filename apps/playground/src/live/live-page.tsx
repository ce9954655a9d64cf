/**
 * The server's measurements, moving: four panels with one common time, one readout, pause and window.
 */

import { type ReactNode, useMemo, useState } from "react";
import { useI18n } from "../i18n/i18n-context.tsx";
import type { Identity } from "../preferences/use-identity.ts";
import { useMedia } from "../preferences/use-media.ts";
import type { CentrifugeLine } from "../realtime/centrifuge-line.ts";
import type { ConnectionState } from "../realtime/line.ts";
import { columnsOf } from "../realtime/sample-buffer.ts";
import { useLine } from "../realtime/use-line.ts";
import { Choice } from "../shell/choice.tsx";
import { ConnectionBanner } from "../shell/connection-banner.tsx";
import styles from "./live-page.module.css";
import { PanelView } from "./panel-view.tsx";
import { panels } from "./panels.ts";
import { ReaderSpeed } from "./reader-speed.tsx";
import { sampleAt } from "./summary.ts";
import { SummaryTable } from "./summary-table.tsx";
import { useLiveFeed } from "./use-live-feed.ts";

/** What the page needs. */
export interface LivePageProps {
  readonly theme: "light" | "dark";
  readonly identity: Identity;
  /** The line of the app. */
  readonly line: CentrifugeLine | undefined;
  readonly connection: ConnectionState;
}

const spans: readonly number[] = [15, 30, 60, 300];

/** The page. Who wishes for less motion gets one step a second instead of ten. */
export function LivePage({ theme, identity, ...app }: LivePageProps): ReactNode {
  const { t, format } = useI18n();
  const [speed, setSpeed] = useState<"full" | "slow">("full");
  // A reader's speed is its connection's, so that a slow one has a line of its own.
  const slow = useLine(identity, speed === "slow" ? "slow" : undefined);
  const { line, connection } = speed === "slow" ? slow : app;
  const { snapshot, feed } = useLiveFeed(line);

  const [spanSeconds, setSpan] = useState(60);
  const [pausedAt, setPausedAt] = useState<number>();
  const [cursorAt, setCursorAt] = useState<number>();
  const isCalm = useMedia("(prefers-reduced-motion: reduce)");

  const lastAt = snapshot.last?.at ?? 0;
  const endAt = pausedAt ?? (isCalm ? Math.floor(lastAt / 1000) * 1000 : lastAt);
  const samples = useMemo(() => feed?.window(endAt, spanSeconds * 1000) ?? [], [feed, endAt, spanSeconds]);
  const columns = useMemo(() => columnsOf(samples), [samples]);
  const last = samples.at(-1);
  const shown = cursorAt === undefined ? last : sampleAt(samples, cursorAt);
  const isPaused = pausedAt !== undefined;
  const isNow = cursorAt === undefined && !isPaused && connection.type === "connected";

  return (
    <main id="content" className={styles.page}>
      <div className={styles.head}>
        <div>
          <h1 className={styles.title}>{t.data.title}</h1>
          <p className={styles.intro}>{t.data.intro}</p>
        </div>
        <div className={styles.tools}>
          <p className={styles.moment} data-paused={isPaused}>
            {shown === undefined ? t.data.waiting : isNow ? t.data.now : t.data.at(format.preciseTime(shown.at))}
          </p>
          <Choice
            label={t.data.window}
            value={spanSeconds}
            onChange={setSpan}
            options={spans.map((value) => ({ value, label: t.data.seconds(value) }))}
          />
          <button
            type="button"
            className="button"
            aria-pressed={isPaused}
            onClick={() => setPausedAt(isPaused ? undefined : endAt)}
            disabled={last === undefined}
          >
            {isPaused ? t.data.resume : t.data.pause}
          </button>
        </div>
      </div>
      <ConnectionBanner connection={connection} onRetry={() => line?.wake()} onHeal={() => line?.setCut(false)} />
      <div className={styles.panels}>
        {panels.map((panel) => (
          <PanelView
            key={panel.id}
            {...{ panel, samples, columns, shown, endAt, spanSeconds, theme }}
            onCursor={setCursorAt}
          />
        ))}
      </div>
      <ReaderSpeed speed={speed} onSpeed={setSpeed} snapshot={snapshot} />
      <SummaryTable samples={samples} spanSeconds={spanSeconds} />
    </main>
  );
}
