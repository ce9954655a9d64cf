/**
 * Longwire as its user would write it: every default, heartbeat and time limits included, but for the sizes made equal.
 */
import { WebSocketServer } from "@longwire/websocket";
import { announce, HOST, isDeflated, isFanOut, MAX_MESSAGE_BYTES, MAX_WAITING_BYTES, tls } from "./serving.js";

const server = new WebSocketServer({
  port: 0,
  host: HOST,
  tls,
  perMessageDeflate: isDeflated,
  limits: { maxMessageBytes: MAX_MESSAGE_BYTES, maxFrameBytes: MAX_MESSAGE_BYTES, maxBufferedBytes: MAX_WAITING_BYTES },
});

server.on("connection", (socket) => {
  socket.on("message", (data, isBinary) => {
    if (isFanOut) server.broadcast(data, { binary: isBinary });
    else socket.send(data, { binary: isBinary });
  });
});

server.on("listening", () => announce(server.address().port));
