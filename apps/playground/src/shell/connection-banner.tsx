/**
 * Says in words that the connection is lost, why, and that it is back.
 */

import { type ReactNode, useEffect, useState } from "react";
import { useI18n } from "../i18n/i18n-context.tsx";
import type { ConnectionState } from "../realtime/line.ts";
import styles from "./connection-banner.module.css";

/** What the banner needs. */
export interface ConnectionBannerProps {
  readonly connection: ConnectionState;
  /** Tries at once. */
  readonly onRetry: () => void;
  /** Heals a line that was cut here. */
  readonly onHeal: () => void;
}

const BACK_SHOWN_MS = 4_000;

/** Nothing while all is well. Screen readers hear of the loss and of the return. */
export function ConnectionBanner({ connection, onRetry, onHeal }: ConnectionBannerProps): ReactNode {
  const { t } = useI18n();
  const { type, wasConnected, isCut } = connection;
  const isLost = type === "disconnected" || (type === "connecting" && wasConnected);
  const isBack = useIsBack(isLost, type === "connected");
  const head = isCut ? t.connection.isCut : t.connection.lost;
  return (
    <div className={styles.place}>
      <p className="visually-hidden" role="status">
        {isLost ? head : isBack ? t.connection.back : ""}
      </p>
      {isLost && (
        <div className={styles.banner} data-kind="lost">
          <p>
            <strong>{head}</strong> {detailOf(connection, t.connection.retrying)}
          </p>
          <button type="button" className={styles.retry} onClick={isCut ? onHeal : onRetry}>
            {isCut ? t.connection.heal : t.connection.tryNow}
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

function detailOf({ type, code, reason, isCut }: ConnectionState, retrying: string): string {
  if (type === "disconnected") return `${reason} (${code}).`;
  return isCut ? "" : retrying;
}

function useIsBack(isLost: boolean, isConnected: boolean): boolean {
  const [phase, setPhase] = useState<"fine" | "lost" | "back">("fine");
  if (isLost && phase !== "lost") setPhase("lost");
  if (isConnected && phase === "lost") setPhase("back");
  useEffect(() => {
    if (phase !== "back") return undefined;
    const timer = setTimeout(() => setPhase("fine"), BACK_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [phase]);
  return phase === "back";
}
