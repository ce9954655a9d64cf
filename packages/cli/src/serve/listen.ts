/**
 * Puts an HTTP server on a port, or on the next free one.
 * It does not know what the server serves and prints nothing.
 */

import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** How many ports are tried where another one will do, the asked one included. */
export const portAttempts = 20;

const LAST_PORT = 65_535;

/**
 * Listens on `port`, or, when that is taken, on the next free one, trying `attempts` of them. Resolves to the port; `port` 0
 * lets the system choose. Rejects with the system's error when none can be had.
 */
export async function listen(server: Server, port: number, host: string, attempts: number): Promise<number> {
  for (let attempt = port; ; attempt++) {
    try {
      server.listen(attempt, host);
      await once(server, "listening");
      return (server.address() as AddressInfo).port;
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
      if (!isTaken || attempt + 1 >= port + attempts || attempt === LAST_PORT) throw error;
    }
  }
}
