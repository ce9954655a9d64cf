/**
 * Bun's own server as its documentation shows it: publish and subscribe for the fan-out, the sizes made equal.
 */
import { announce, HOST, isFanOut, MAX_MESSAGE_BYTES, MAX_WAITING_BYTES, tls } from "./serving.js";

const server = Bun.serve({
  port: 0,
  hostname: HOST,
  tls,
  fetch: (request, own) => (own.upgrade(request) ? undefined : new Response("WebSocket only", { status: 426 })),
  websocket: {
    perMessageDeflate: false,
    maxPayloadLength: MAX_MESSAGE_BYTES,
    backpressureLimit: MAX_WAITING_BYTES,
    open: (socket) => {
      if (isFanOut) socket.subscribe("all");
    },
    message: (socket, message) => {
      if (isFanOut) server.publish("all", message);
      else socket.send(message);
    },
  },
});

announce(server.port);
