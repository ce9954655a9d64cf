/**
 * Puts an HTTP server on a port, or on the next free one.
 * It does not know what the server serves and prints nothing.
 */

import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** How many ports are tried, the asked one included. */
export const portAttempts = 20;

const LAST_PORT = 65_535;

/** Listens on `port`, or, when that is taken, on the first free one of the next 19. Resolves to the port; `port` 0 lets the system choose. */
export async function listen(server: Server, port: number, host: string): Promise<number> {
  for (let attempt = port; ; attempt++) {
    try {
      server.listen(attempt, host);
      await once(server, "listening");
      return (server.address() as AddressInfo).port;
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
      if (!isTaken || attempt + 1 >= port + portAttempts || attempt === LAST_PORT) throw error;
    }
  }
}
