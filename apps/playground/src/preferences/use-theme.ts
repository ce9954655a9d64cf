/**
 * The colour theme: what was chosen, and what is shown.
 */

import { useCallback, useLayoutEffect, useState } from "react";
import { readStored, writeStored } from "./stored.ts";
import { useMedia } from "./use-media.ts";

/** What can be chosen; `auto` follows the system. */
export type Theme = "auto" | "light" | "dark";

/** All choices in the order in which they are offered. */
export const themes: readonly Theme[] = ["auto", "light", "dark"];

/** The choice, what it comes to, and how to change it. The choice is kept. */
export function useTheme(): {
  readonly theme: Theme;
  readonly shown: "light" | "dark";
  readonly setTheme: (theme: Theme) => void;
} {
  const [theme, setState] = useState<Theme>(() => themes.find((each) => each === readStored("theme")) ?? "auto");
  const isSystemDark = useMedia("(prefers-color-scheme: dark)");
  useLayoutEffect(() => {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);
  const setTheme = useCallback((next: Theme) => {
    writeStored("theme", next);
    setState(next);
  }, []);
  return { theme, shown: theme === "auto" ? (isSystemDark ? "dark" : "light") : theme, setTheme };
}
