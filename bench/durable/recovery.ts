/**
 * One client that missed 300 publications of 256 B comes back, over loopback, again and again: from its subscribe command to
 * the reply that holds them all.
 */
import { once } from "node:events";
import { createHub, hubSubprotocols, Payload } from "@longwire/hub";
import { SqliteHistoryStore } from "@longwire/hub-sqlite";
import { WebSocket, WebSocketServer } from "@longwire/websocket";

const MISSED = 300;
const SIZE_BYTES = 256;
const WARM_UP = 50;

/** @returns milliseconds of each recovery. */
export async function recovery(file: string, rounds: number): Promise<number[]> {
  const store = await SqliteHistoryStore.open({ file });
  const nobody = async () => ({ ok: false, error: "unauthorized" }) as const;
  const hub = createHub({
    channels: { news: { history: {}, recovery: "stream", subscribe: "allow" } },
    authenticator: {
      authenticate: async () => ({
        ok: true,
        identity: { user: "u", meta: undefined, claims: {} },
        channels: [],
      }),
      refresh: nobody,
      subscription: nobody,
    },
    history: store,
  });
  const data = Payload.fromValue("x".repeat(SIZE_BYTES - 2));
  for (let i = 0; i < 2 * MISSED; i += 1) await hub.publish("news", data);
  const { top } = await store.read("news", { limit: 0 }, { maxEntries: 1000, maxBytes: 1e9, ttlMs: 0 });
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", subprotocols: hubSubprotocols });
  hub.attach(server);
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const times: number[] = [];
  // The first ones pay for the compiler.
  for (let i = 0; i < WARM_UP; i += 1) await recoverOnce(port, { ...top, offset: top.offset - MISSED });
  for (let i = 0; i < rounds; i += 1) times.push(await recoverOnce(port, { ...top, offset: top.offset - MISSED }));
  await hub.close();
  await server.close();
  return times;
}

async function recoverOnce(port: number, since: { readonly offset: number; readonly epoch: string }): Promise<number> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
  await once(socket, "open");
  socket.send('{"id":1,"connect":{}}');
  await once(socket, "message");
  const began = performance.now();
  socket.send(JSON.stringify({ id: 2, subscribe: { channel: "news", recover: true, ...since } }));
  const [reply] = await once(socket, "message");
  const { subscribe } = JSON.parse(String(reply).split("\n", 1)[0] ?? "");
  const took = performance.now() - began;
  if (subscribe?.recovered !== true || subscribe.publications.length !== MISSED) throw new Error(String(reply));
  socket.terminate();
  return took;
}
