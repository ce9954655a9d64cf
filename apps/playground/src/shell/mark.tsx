/**
 * The mark: the letter L in Morse code, whose dash is the long wire.
 */

import type { ReactNode } from "react";

/** Dot, dash, dot, dot. Decoration: the name stands beside it. */
export function Mark({ className }: { readonly className?: string | undefined }): ReactNode {
  return (
    <svg className={className} viewBox="0 0 40 8" aria-hidden="true" focusable="false">
      <circle cx="4" cy="4" r="3" />
      <rect x="10" y="1" width="14" height="6" rx="3" />
      <circle cx="29" cy="4" r="3" />
      <circle cx="37" cy="4" r="3" />
    </svg>
  );
}
