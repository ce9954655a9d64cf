/** Our WebSocket is a connection as the hub needs it. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type ConnectionUnderTest, describeConnection } from "@longwire/testkit";
import { WebSocket, WebSocketServer } from "@longwire/websocket";

describeConnection("websocket over loopback", async (): Promise<ConnectionUnderTest> => {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const accepted = new Promise<WebSocket>((resolve) => server.once("connection", resolve));
  const client = new WebSocket(`ws://127.0.0.1:${port}/`);
  const received: (string | Uint8Array)[] = [];
  let ended: { readonly code: number; readonly reason: string } | undefined;
  client.on("message", (data) => received.push(data instanceof ArrayBuffer ? new Uint8Array(data) : data));
  client.on("close", (code, reason) => {
    ended = { code, reason };
  });
  await once(client, "open");
  return {
    connection: await accepted,
    peer: {
      received,
      get ended() {
        return ended;
      },
      send: (data) => client.send(data),
      stall: () => client.pause(),
      resume: () => client.resume(),
    },
    dispose: async () => {
      client.terminate();
      await server.close();
    },
  };
});
