/**
 * A link to a page of this app: a real link, that only changes the path when it is simply clicked.
 */

import type { MouseEvent, ReactNode } from "react";
import { goTo } from "./use-path.ts";

/** What a link needs. */
export interface PageLinkProps {
  readonly path: string;
  readonly children: ReactNode;
  readonly className?: string | undefined;
  /** Whether this is the page that is shown. */
  readonly isCurrent?: boolean;
}

/** A link within the app. A new tab or window, by key or middle button, is left to the browser. */
export function PageLink({ path, children, className, isCurrent = false }: PageLinkProps): ReactNode {
  const follow = (event: MouseEvent): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    goTo(path);
  };
  return (
    <a href={path} className={className} onClick={follow} aria-current={isCurrent ? "page" : undefined}>
      {children}
    </a>
  );
}
