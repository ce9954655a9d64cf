/**
 * The present language for all components: its texts, its formats, and how to change it.
 */

import { createContext, type ReactNode, useCallback, useContext, useLayoutEffect, useMemo, useState } from "react";
import { readStored, writeStored } from "../preferences/stored.ts";
import { type Format, formatOf } from "./format.ts";
import { catalogue, firstLocale, type Locale } from "./locale.ts";
import type { Messages } from "./messages.ts";

/** The present language. */
export interface I18n {
  readonly locale: Locale;
  readonly t: Messages;
  readonly format: Format;
  readonly setLocale: (locale: Locale) => void;
}

const I18nContext = createContext<I18n | undefined>(undefined);

/** Gives the language to everything inside. The choice is kept; without one the browser's languages decide. */
export function I18nProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [locale, setState] = useState(() => firstLocale(readStored("locale"), navigator.languages));
  useLayoutEffect(() => {
    document.documentElement.lang = locale;
  }, [locale]);
  const setLocale = useCallback((next: Locale) => {
    writeStored("locale", next);
    setState(next);
  }, []);
  const value = useMemo(() => {
    const t = catalogue[locale];
    return { locale, t, format: formatOf(locale, t), setLocale };
  }, [locale, setLocale]);
  return <I18nContext value={value}>{children}</I18nContext>;
}

/** The present language. Throws outside an `I18nProvider`. */
export function useI18n(): I18n {
  const value = useContext(I18nContext);
  if (value === undefined) throw new Error("useI18n is used outside an I18nProvider");
  return value;
}
