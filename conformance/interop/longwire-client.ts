/**
 * Our client in the interop suite, directly or through an agent.
 */
import { once } from "node:events";
import type { Agent } from "node:http";
import { type ConnectOptions, WebSocket } from "@longwire/websocket";
import { type Client, Inbox, inThree, type Session } from "./client.ts";
import { makePayload } from "./payload.ts";

/** Room for the greatest message of the suite, and for all of them at once. */
export const wideLimits = { maxMessageBytes: 32 << 20, maxBufferedBytes: 256 << 20 } as const;

/** @param agentFor the agent to go through; default: none. */
export function longwireClient(
  name: string,
  agentFor?: (url: string) => Agent,
  http2: ConnectOptions["http2"] = false,
): Client {
  return {
    name,
    open: async (url, subprotocols = []) => {
      const options: ConnectOptions = { limits: wideLimits, agent: agentFor?.(url), http2 };
      const socket = new WebSocket(url, subprotocols, options);
      const inbox = new Inbox();
      socket.on("message", (data) => inbox.onMessage(data));
      socket.on("close", (code, reason, { wasClean }) => inbox.onClose({ code, reason, wasClean }));
      await once(socket, "open");
      return toSession(socket, inbox);
    },
  };
}

function toSession(socket: WebSocket, inbox: Inbox): Session {
  return {
    protocol: socket.protocol,
    exchange: (send, expect) => {
      for (const payload of send) socket.send(makePayload(payload));
      return inbox.differences(expect);
    },
    ask: async (text) => {
      socket.send(text);
      return String(await inbox.next());
    },
    close: (code, reason) => {
      socket.close(code, reason);
      return inbox.closed;
    },
    closed: () => inbox.closed,
    sendInFragments: (payload) => {
      const binary = payload.type === "binary";
      for (const [i, part] of inThree(payload).entries()) socket.send(part, { binary, fin: i === 2 });
    },
    ping: async (payload) => {
      const ponged = once(socket, "pong");
      socket.ping(payload);
      return String((await ponged)[0]);
    },
  };
}
