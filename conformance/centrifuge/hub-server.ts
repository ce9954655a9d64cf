/**
 * A hub behind our own WebSocket server on loopback, for clients that are not ours. Tokens are the user's name.
 */
import type { AddressInfo } from "node:net";
import {
  type ChannelOptions,
  createHub,
  type Hub,
  type HubHandlers,
  type HubOptions,
  hubSubprotocols,
  RealtimeError,
} from "@longwire/hub";
import { WebSocketServer } from "@longwire/websocket";

const open = { subscribe: "allow", publish: "allow", presenceRule: "allow", historyRule: "allow" } as const;

const channels: Readonly<Record<string, ChannelOptions>> = {
  "plain:{id}": open,
  "log:{id}": { ...open, history: { maxEntries: 100 }, recovery: "stream", presence: true, joinLeave: true },
  "latest:{id}": { ...open, history: {}, recovery: "cache" },
  "delta:{id}": { ...open, history: {}, recovery: "stream", delta: "fossil" },
  "tags:{id}": { ...open, history: {}, recovery: "stream", tagsFilter: true },
  "mine:{id}": { ...open, history: {}, recovery: "stream" },
  secret: {},
};

const handlers: HubHandlers = {
  connect: ({ data }) => ({ data: { welcome: data?.value ?? null } }),
  rpc: ({ method, data }) => {
    if (method === "echo") return data;
    throw new RealtimeError(404, "no such method");
  },
};

/** A running server. */
export interface HubServer {
  readonly hub: Hub;
  readonly url: string;
  /** What clients sent without wanting an answer. */
  readonly sent: unknown[];
  /** Cuts every connection without a word. */
  cut(): void;
  close(): Promise<void>;
}

/** Starts one. `serverChannels` are subscribed to for every connection; `auth` takes the place of tokens that are names. */
export async function startHubServer({
  serverChannels = [],
  auth,
}: {
  readonly serverChannels?: readonly string[];
  readonly auth?: Pick<HubOptions, "authenticator" | "permissions">;
} = {}): Promise<HubServer> {
  const sent: unknown[] = [];
  const hub = createHub({
    channels,
    handlers: { ...handlers, send: ({ data }) => sent.push(data?.value) },
    authenticator: {
      authenticate: async (_request, { token = "" }) => ({
        ok: true,
        identity: { user: token, meta: undefined, claims: {} },
        channels: serverChannels,
      }),
      refresh: async (identity) => ({ ok: true, identity, channels: [] }),
      subscription: async () => ({ ok: false, error: "permissionDenied" }),
    },
    ...auth,
    // Tests are not to wait for it.
    times: { leaveGraceMs: 200 },
    report: ({ where, error }) => console.error(where, error),
  });
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", subprotocols: hubSubprotocols });
  hub.attach(server);
  await new Promise<void>((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    hub,
    sent,
    url: `ws://127.0.0.1:${port}/connection/websocket`,
    cut: () => {
      for (const socket of server.clients) socket.terminate();
    },
    close: async () => {
      await hub.close();
      await server.close();
    },
  };
}
