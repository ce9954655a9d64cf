/**
 * The measurements as React state: one client for as long as the page is shown.
 */

import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { listenToMetrics } from "../realtime/browser.ts";
import type { MetricsClient, MetricsSnapshot } from "../realtime/metrics-client.ts";

/** What is shown, and the client to ask; there is none before the first effect. */
export interface Metrics {
  readonly snapshot: MetricsSnapshot;
  readonly client: MetricsClient | undefined;
}

const nothingYet: MetricsSnapshot = { connection: { type: "connecting" }, last: undefined };

/** Listens while the component is there. */
export function useMetrics(): Metrics {
  const [client, setClient] = useState<MetricsClient>();
  useEffect(() => {
    const listening = listenToMetrics();
    setClient(listening);
    return () => {
      listening.close();
      setClient(undefined);
    };
  }, []);
  const subscribe = useCallback((changed: () => void) => client?.subscribe(changed) ?? (() => {}), [client]);
  const snapshot = useSyncExternalStore(subscribe, () => client?.snapshot() ?? nothingYet);
  return { snapshot, client };
}
