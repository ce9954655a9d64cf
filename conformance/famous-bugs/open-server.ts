/** A server on a free port for one test, closed at its end. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { type ServerOptions, type WebSocket, WebSocketServer } from "@longwire/websocket";

/** A server that listens. */
export interface OpenServer {
  readonly server: WebSocketServer;
  readonly port: number;
  readonly url: string;
  /** The next socket that is accepted; ask before it connects. */
  nextSocket(): Promise<WebSocket>;
}

/** Opens one; sockets that are left at the end of `t` are terminated. */
export async function openServer(t: TestContext, options: Partial<ServerOptions<undefined>> = {}): Promise<OpenServer> {
  const server = new WebSocketServer({ ...options, port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  t.after(async () => {
    for (const socket of server.clients) socket.terminate();
    await server.close();
  });
  const { port } = server.address() as AddressInfo;
  const scheme = options.tls === undefined ? "ws" : "wss";
  return {
    server,
    port,
    url: `${scheme}://127.0.0.1:${port}/`,
    nextSocket: async () => (await once(server, "connection"))[0],
  };
}
