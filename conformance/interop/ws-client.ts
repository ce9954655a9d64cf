/**
 * The client of the npm package `ws` in the interop suite, as it comes: it offers permessage-deflate.
 */
import { once } from "node:events";
import { WebSocket } from "ws";
import { type Client, Inbox, inThree, type Session } from "./client.ts";
import { makePayload } from "./payload.ts";

export const wsClient: Client = {
  name: "ws",
  open: async (url, subprotocols = []) => {
    const socket = new WebSocket(url, [...subprotocols]);
    const inbox = new Inbox();
    socket.on("message", (data: Buffer, isBinary) => inbox.onMessage(isBinary ? data : data.toString("utf8")));
    socket.on("close", (code, reason) => inbox.onClose({ code, reason: reason.toString(), wasClean: code !== 1006 }));
    await once(socket, "open");
    return toSession(socket, inbox);
  },
};

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
