/**
 * The measurements as React state: one feed for as long as the page is shown.
 */

import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import type { Line } from "../realtime/line.ts";
import { emptyFeed, LiveFeed, type LiveSnapshot } from "../realtime/live-feed.ts";

/** What is shown, and the feed to ask; there is none before the first effect. */
export interface Live {
  readonly snapshot: LiveSnapshot;
  readonly feed: LiveFeed | undefined;
}

/** Listens while the component is there. */
export function useLiveFeed(line: Line | undefined): Live {
  const [feed, setFeed] = useState<LiveFeed>();
  useEffect(() => {
    if (line === undefined) return undefined;
    const listening = new LiveFeed(line);
    setFeed(listening);
    return () => {
      listening.leave();
      setFeed(undefined);
    };
  }, [line]);
  const subscribe = useCallback((changed: () => void) => feed?.subscribe(changed) ?? (() => {}), [feed]);
  const snapshot = useSyncExternalStore(subscribe, () => feed?.snapshot() ?? emptyFeed);
  return { snapshot, feed };
}
