/**
 * The state of the connection in words, with the code and reason behind it, and a switch that cuts the line to see what
 * happens then.
 */

import type { ReactNode } from "react";
import { useI18n } from "../i18n/i18n-context.tsx";
import type { ConnectionState } from "../realtime/line.ts";
import styles from "./line-switch.module.css";

/** What it needs. */
export interface LineSwitchProps {
  readonly connection: ConnectionState;
  readonly onSwitch: (isCut: boolean) => void;
}

/** A section with a head. */
export function LineSwitch({ connection, onSwitch }: LineSwitchProps): ReactNode {
  const { t } = useI18n();
  const { type, code, reason, isCut } = connection;
  return (
    <section className={styles.section}>
      <h2 className={styles.title}>{t.connection.title}</h2>
      <p className={styles.state} data-state={type}>
        <span className={styles.dot} aria-hidden="true" />
        <span>{t.connection.state[type]}</span>
        {reason !== "" && (
          <span className={styles.why}>
            {code} {reason}
          </span>
        )}
      </p>
      <button type="button" className="button" aria-describedby="line-hint" onClick={() => onSwitch(!isCut)}>
        {isCut ? t.connection.heal : t.connection.cut}
      </button>
      <p id="line-hint" className={styles.hint}>
        {t.connection.cutHint}
      </p>
    </section>
  );
}
