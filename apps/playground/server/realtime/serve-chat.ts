/**
 * The chat on `/chat`: connects Longwire's sockets with the rooms.
 * It knows sockets and JSON; who hears what is decided in `chat/`.
 */

import type { Server } from "node:http";
import { type WebSocket, WebSocketServer } from "@longwire/websocket";
import { Chat } from "./chat/chat.ts";
import type { Traffic } from "./traffic.ts";

// The longest fit command is a text of 2000 UTF-16 code units, each at most 6 bytes as a JSON escape.
const MAX_COMMAND_BYTES = 16 * 1024;

/** Starts the chat on an HTTP server. Close what it returns to end it. */
export function serveChat(http: Server, traffic: Traffic): WebSocketServer {
  const server = new WebSocketServer({
    server: http,
    path: "/chat",
    limits: { maxMessageBytes: MAX_COMMAND_BYTES, maxFrameBytes: MAX_COMMAND_BYTES },
  });
  const chat = new Chat<WebSocket>({
    now: Date.now,
    deliver: (event, to) => {
      const text = JSON.stringify(event);
      const members = new Set(to);
      // Encoded once for the whole room, however many are in it.
      traffic.messagesOut += server.broadcast(text, { filter: (socket) => members.has(socket) });
    },
  });
  server.on("connection", (socket) => {
    traffic.connections += 1;
    socket.on("message", (data) => {
      traffic.messagesIn += 1;
      if (typeof data === "string") chat.receive(socket, data);
      else chat.receiveBinary(socket);
    });
    socket.on("close", () => {
      traffic.connections -= 1;
      chat.leave(socket);
    });
  });
  return server;
}
