/**
 * All realtime paths of the playground on one HTTP server. The rest of the server knows this module and nothing behind it,
 * because the hub will replace what is behind it.
 */

import type { Server } from "node:http";
import { serveChat } from "./serve-chat.ts";
import { serveMetrics } from "./serve-metrics.ts";
import { Traffic } from "./traffic.ts";

/** The running realtime part. */
export interface Realtime {
  /** Closes every socket with 1001 (going away) and resolves when all are gone. */
  close(): Promise<void>;
}

/** Attaches chat and live data to an HTTP server. Other requests are untouched. */
export function serveRealtime(http: Server): Realtime {
  const traffic = new Traffic();
  const chat = serveChat(http, traffic);
  const metrics = serveMetrics(http, traffic);
  return {
    close: async () => {
      await Promise.all([chat.close({ code: 1001 }), metrics.close()]);
    },
  };
}
