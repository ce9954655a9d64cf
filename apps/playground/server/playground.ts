/**
 * One running playground: the pages and the realtime paths on one port.
 * It does not know the environment, the console or signals.
 */

import { once } from "node:events";
import { createServer } from "node:http";
import { listen } from "./listen.ts";
import { serveRealtime } from "./realtime/serve-realtime.ts";
import { staticFiles } from "./static-files.ts";

/** Where to serve what. */
export interface PlaygroundOptions {
  /** Address to bind. */
  readonly host: string;
  /** Port to bind; when it is taken, a later one. 0 lets the system choose. */
  readonly port: number;
  /** Folder of the built front end. */
  readonly directory: string;
}

/** A playground that listens. */
export interface Playground {
  /** The port it is on. */
  readonly port: number;
  /** Closes every WebSocket with 1001, then every connection. */
  close(): Promise<void>;
}

/** Starts a playground. Rejects when no port can be had. */
export async function startPlayground({ host, port, directory }: PlaygroundOptions): Promise<Playground> {
  const http = createServer(staticFiles(directory));
  const realPort = await listen(http, port, host);
  // After `listen`, so that a port that is taken is a failure of `listen` alone.
  const realtime = serveRealtime(http);
  return {
    port: realPort,
    close: async () => {
      const closed = once(http, "close");
      http.close();
      await realtime.close();
      http.closeAllConnections();
      await closed;
    },
  };
}
