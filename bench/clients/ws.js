/**
 * The client of `ws`: each answer is followed by the next message.
 */
import WebSocket from "ws";
import { asked, cameBack, measure, message } from "./asked.js";

for (let i = 0; i < asked.connections; i += 1) {
  const socket = new WebSocket(asked.url, { perMessageDeflate: false });
  socket.on("open", () => {
    for (let sent = 0; sent < asked.inFlight; sent += 1) socket.send(message);
  });
  socket.on("message", () => {
    cameBack();
    socket.send(message);
  });
}
measure();
