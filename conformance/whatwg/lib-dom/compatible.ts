/**
 * Compiled, never run: our WebSocket in the places where TypeScript's lib.dom has its own, and the other way round.
 */
import { CloseEvent, createWebSocket, WebSocket } from "@longwire/websocket/whatwg";

/** A program written for browsers. */
export function program(socket: globalThis.WebSocket): void {
  socket.onmessage = (event) => event.data;
  socket.onclose = (event) => event.code;
}

/** Code that takes the class, as libraries do. */
export const implementation: typeof globalThis.WebSocket = WebSocket;

program(new WebSocket("ws://localhost/", ["a", "b"]));
program(createWebSocket(new URL("ws://localhost/")));

/** And the browser's own where ours is expected. */
export const ours: WebSocket = new globalThis.WebSocket("ws://localhost/");

/** Events. */
export const closeEvent: globalThis.CloseEvent = new CloseEvent("close", { code: 1000, wasClean: true });

/** Listeners know their events. */
export function listen(socket: WebSocket): void {
  socket.addEventListener("message", (event) => event.data);
  socket.addEventListener("close", (event) => `${event.code} ${event.reason} ${event.wasClean}`, { once: true });
  socket.addEventListener("open", { handleEvent: (event: Event) => event.type });
  socket.onerror = (event) => event.type;
  socket.onopen = null;
  socket.binaryType = "arraybuffer";
  socket.send(new Blob(["x"]));
  socket.send(Uint8Array.of(1));
}
