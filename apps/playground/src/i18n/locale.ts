/**
 * Which languages there are and which one to begin with. Pure.
 */

import { en } from "./en.ts";
import type { Messages } from "./messages.ts";
import { zhCn } from "./zh-cn.ts";

/** A language by its BCP 47 tag. */
export type Locale = "en" | "zh-CN";

/** Every language with its texts, in the order in which they are offered. */
export const catalogue: Readonly<Record<Locale, Messages>> = { en, "zh-CN": zhCn };

/** All languages. */
export const locales: readonly Locale[] = ["en", "zh-CN"];

/** The kept choice if there is one, else the first of the wished languages that there is, else English. Any Chinese gets Simplified. */
export function firstLocale(stored: string | undefined, wished: readonly string[]): Locale {
  const kept = locales.find((locale) => locale === stored);
  if (kept !== undefined) return kept;
  for (const tag of wished) {
    const [language] = tag.toLowerCase().split("-");
    if (language === "zh") return "zh-CN";
    if (language === "en") return "en";
  }
  return "en";
}
