/**
 * What a room without messages shows: what to do to fill it.
 */

import { type ReactNode, useState } from "react";
import { useI18n } from "../i18n/i18n-context.tsx";
import { Mark } from "../shell/mark.tsx";
import styles from "./empty-room.module.css";

/** An invitation, with the room's link to copy. */
export function EmptyRoom(): ReactNode {
  const { t } = useI18n();
  const [isCopied, setCopied] = useState(false);
  const copy = (): void => {
    // There is no clipboard where the page is not served over TLS; the address bar has the link too.
    navigator.clipboard?.writeText(location.href).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <div className={styles.empty}>
      <Mark className={styles.mark} />
      <h2 className={styles.title}>{t.room.emptyTitle}</h2>
      <p className={styles.text}>{t.room.emptyText}</p>
      <button type="button" className="button" onClick={copy}>
        <span role="status">{isCopied ? t.room.linkCopied : t.room.copyLink}</span>
      </button>
    </div>
  );
}
