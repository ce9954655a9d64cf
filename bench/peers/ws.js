/**
 * `ws` as its documentation shows it. Like an `npm install ws` it has no native add-ons (see the runner's environment).
 */
import { createServer } from "node:https";
import WebSocket, { WebSocketServer } from "ws";
import { announce, HOST, isDeflated, isFanOut, MAX_MESSAGE_BYTES, tls } from "./serving.js";

const options = { maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: isDeflated };
const https = tls && createServer(tls);
const server = new WebSocketServer(https ? { ...options, server: https } : { ...options, port: 0, host: HOST });

server.on("connection", (socket) => {
  socket.on("error", console.error);
  socket.on("message", (data, isBinary) => {
    if (!isFanOut) {
      socket.send(data, { binary: isBinary });
      return;
    }
    for (const client of server.clients) {
      if (client.readyState === WebSocket.OPEN) client.send(data, { binary: isBinary });
    }
  });
});

server.on("listening", () => announce(server.address().port));
https?.listen(0, HOST);
