/**
 * Small pictures of the three themes.
 */

import type { ReactNode } from "react";
import type { Theme } from "../preferences/use-theme.ts";

/** A half disc, a sun, or a moon. */
export function ThemeIcon({ theme }: { readonly theme: Theme }): ReactNode {
  return (
    <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {theme === "auto" && (
        <>
          <circle cx="8" cy="8" r="5.5" />
          <path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor" stroke="none" />
        </>
      )}
      {theme === "light" && (
        <>
          <circle cx="8" cy="8" r="2.8" />
          <path d="M8 1.2v1.6M8 13.2v1.6M1.2 8h1.6M13.2 8h1.6M3.2 3.2l1.1 1.1M11.7 11.7l1.1 1.1M3.2 12.8l1.1-1.1M11.7 4.3l1.1-1.1" />
        </>
      )}
      {theme === "dark" && <path d="M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8z" strokeLinejoin="round" />}
    </svg>
  );
}
