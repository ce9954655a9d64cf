/**
 * A client written for the WebSocket of browsers: each answer is followed by the next message.
 */
import { asked, cameBack, measure, message } from "./asked.js";

/** Measures `WebSocket`, a class as browsers have it. */
export function measureStandard(WebSocket) {
  for (let i = 0; i < asked.connections; i += 1) {
    const socket = new WebSocket(asked.url);
    socket.binaryType = "arraybuffer";
    socket.addEventListener("open", () => {
      for (let sent = 0; sent < asked.inFlight; sent += 1) socket.send(message);
    });
    socket.addEventListener("message", () => {
      cameBack();
      socket.send(message);
    });
  }
  measure();
}
