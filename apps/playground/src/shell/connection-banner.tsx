/**
 * Says in words when the connection is lost, when the next attempt is, and when it is back.
 */

import { type ReactNode, useEffect, useState } from "react";
import { useI18n } from "../i18n/i18n-context.tsx";
import type { ConnectionState } from "../realtime/connection.ts";
import styles from "./connection-banner.module.css";
import { useNow } from "./use-now.ts";

/** What the banner needs. */
export interface ConnectionBannerProps {
  readonly connection: ConnectionState;
  /** Tries at once. */
  readonly onRetry: () => void;
}

const BACK_SHOWN_MS = 4_000;

/** Nothing while all is well. Screen readers hear of the loss and of the return, not of each second between. */
export function ConnectionBanner({ connection, onRetry }: ConnectionBannerProps): ReactNode {
  const { t } = useI18n();
  const isLost = connection.type === "reconnecting";
  const isBack = useIsBack(connection.type);
  return (
    <div className={styles.place}>
      <p className="visually-hidden" role="status">
        {isLost ? t.connection.lost : isBack ? t.connection.back : ""}
      </p>
      {isLost && (
        <div className={styles.banner} data-kind="lost">
          <p>
            <strong>{t.connection.lost}</strong> <Countdown until={connection.nextAttemptAt} />
          </p>
          <button
            type="button"
            className={styles.retry}
            onClick={onRetry}
            disabled={connection.nextAttemptAt === undefined}
          >
            {t.connection.tryNow}
          </button>
        </div>
      )}
      {isBack && (
        <div className={styles.banner} data-kind="back" aria-hidden="true">
          <p>
            <strong>{t.connection.back}</strong>
          </p>
        </div>
      )}
    </div>
  );
}

function Countdown({ until }: { readonly until: number | undefined }): ReactNode {
  const { t } = useI18n();
  const now = useNow(200);
  if (until === undefined || until <= now) return <span>{t.connection.retrying}</span>;
  return <span aria-hidden="true">{t.connection.retryIn(String(Math.ceil((until - now) / 1000)))}</span>;
}

function useIsBack(type: ConnectionState["type"]): boolean {
  const [phase, setPhase] = useState<"fine" | "lost" | "back">("fine");
  if (type === "reconnecting" && phase !== "lost") setPhase("lost");
  if (type === "connected" && phase === "lost") setPhase("back");
  useEffect(() => {
    if (phase !== "back") return undefined;
    const timer = setTimeout(() => setPhase("fine"), BACK_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [phase]);
  return phase === "back";
}
