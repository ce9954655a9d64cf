/**
 * Who is typing. Its place is kept free, so that nothing jumps.
 */

import type { Person } from "@longwire/cli/playground";
import type { ReactNode } from "react";
import { useI18n } from "../i18n/i18n-context.tsx";
import styles from "./typing-line.module.css";

/** One line, empty while nobody types. */
export function TypingLine({ people }: { readonly people: readonly Person[] }): ReactNode {
  const { t } = useI18n();
  return (
    <p className={styles.line} role="status">
      {people.length > 0 && (
        <>
          <span className={styles.dots} aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <span className={styles.text}>{t.room.typing(people.map((person) => person.name))}</span>
        </>
      )}
    </p>
  );
}
