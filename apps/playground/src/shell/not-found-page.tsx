/**
 * What is shown where there is no page.
 */

import type { ReactNode } from "react";
import { useI18n } from "../i18n/i18n-context.tsx";
import { PageLink } from "../routing/page-link.tsx";
import styles from "./not-found-page.module.css";

/** Says so, and leads back. */
export function NotFoundPage(): ReactNode {
  const { t } = useI18n();
  return (
    <main id="content" className={styles.page}>
      <h1>{t.notFound.title}</h1>
      <p>{t.notFound.text}</p>
      <PageLink path="/">{t.notFound.back}</PageLink>
    </main>
  );
}
