/**
 * The head of every page: name, pages, language, theme, and the wire, which is cut while the connection is.
 */

import type { ReactNode } from "react";
import { useI18n } from "../i18n/i18n-context.tsx";
import { catalogue, locales } from "../i18n/locale.ts";
import { type Theme, themes } from "../preferences/use-theme.ts";
import type { ConnectionState } from "../realtime/line.ts";
import { PageLink } from "../routing/page-link.tsx";
import { livePath, type Route, roomPath } from "../routing/route.ts";
import { Choice } from "./choice.tsx";
import styles from "./header.module.css";
import { Mark } from "./mark.tsx";
import { ThemeIcon } from "./theme-icon.tsx";

/** What the header shows. */
export interface HeaderProps {
  readonly page: Route["page"];
  /** The room that the link to the chat leads back to. */
  readonly room: string;
  readonly connection: ConnectionState;
  readonly theme: Theme;
  readonly setTheme: (theme: Theme) => void;
}

const shortNames = { en: "EN", "zh-CN": "中文" } as const;

/** The header. */
export function Header({ page, room, connection, theme, setTheme }: HeaderProps): ReactNode {
  const { t, locale, setLocale } = useI18n();
  return (
    <header className={styles.header}>
      <a href="#content" className={styles.skip}>
        {t.skipToContent}
      </a>
      <PageLink path="/" className={styles.brand}>
        <Mark className={styles.mark} />
        Longwire
      </PageLink>
      <nav className={styles.pages} aria-label={t.pages}>
        <PageLink path={roomPath(room)} isCurrent={page === "chat"} className={styles.page}>
          {t.chat}
        </PageLink>
        <PageLink path={livePath} isCurrent={page === "live"} className={styles.page}>
          {t.live}
        </PageLink>
      </nav>
      <div className={styles.controls}>
        <Choice
          label={t.language}
          value={locale}
          onChange={setLocale}
          options={locales.map((value) => ({
            value,
            label: catalogue[value].languageName,
            face: shortNames[value],
            lang: value,
          }))}
        />
        <Choice
          label={t.theme.label}
          value={theme}
          onChange={setTheme}
          options={themes.map((value) => ({ value, label: t.theme[value], face: <ThemeIcon theme={value} /> }))}
        />
      </div>
      <div className={styles.wire} data-connection={connection.type} aria-hidden="true" />
    </header>
  );
}
