/**
 * Node's own `WebSocket` (undici) in the interop suite: the interface of browsers, in this process.
 */
import { type Client, Inbox } from "./client.ts";
import { makePayload } from "./payload.ts";

export const nodeClient: Client = {
  name: "Node's WebSocket",
  open: async (url, subprotocols = []) => {
    const socket = new WebSocket(url, [...subprotocols]);
    socket.binaryType = "arraybuffer";
    const inbox = new Inbox();
    socket.addEventListener("message", ({ data }) => inbox.onMessage(data));
    socket.addEventListener("close", ({ code, reason, wasClean }) => inbox.onClose({ code, reason, wasClean }));
    await new Promise((resolve, reject) => {
      socket.addEventListener("open", resolve);
      socket.addEventListener("error", reject);
    });
    return {
      protocol: socket.protocol,
      exchange: (send, expect) => {
        for (const payload of send) socket.send(makePayload(payload) as string | Uint8Array<ArrayBuffer>);
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
    };
  },
};
