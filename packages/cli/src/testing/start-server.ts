/**
 * A server for one test, on a free port of loopback, that ends with the test.
 */
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import type { TestContext } from "node:test";
import { type ServerOptions, type WebSocket, WebSocketServer } from "@longwire/websocket";

function urlOf(address: unknown): string {
  return `ws://127.0.0.1:${(address as AddressInfo).port}`; // every caller listens on a port
}

/** A WebSocket server. @returns its URL. */
export async function startServer(
  t: TestContext,
  onConnection: (socket: WebSocket, headers: Readonly<Record<string, string | undefined>>) => void,
  options: Partial<ServerOptions<undefined>> = {},
): Promise<string> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", ...options });
  server.on("connection", (socket, request) => onConnection(socket, request.headers));
  t.after(() => {
    for (const socket of server.clients) socket.terminate();
    return server.close();
  });
  await once(server, "listening");
  return urlOf(server.address());
}

/** A TCP server. @returns its URL as for a WebSocket. */
export async function startTcpServer(t: TestContext, onConnection: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    onConnection(socket);
  });
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return urlOf(server.address());
}
