import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { test } from "node:test";
import { splitFrames } from "@longwire/testkit";
import { WebSocket } from "./web-socket.ts";

const ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

test("a tap sees every byte after the handshake, early ones included, once and in order", async (t) => {
  const early = Buffer.from("81026869890178", "hex"); // "hi" and a Ping
  const later = Buffer.from("880203e8", "hex");
  const fromClient: Buffer[] = [];
  let isDone = false;
  const server = createServer((socket) => {
    socket.once("data", (head) => {
      const key = /sec-websocket-key: (\S+)/i.exec(head.toString())?.[1] ?? "";
      const accept = createHash("sha1").update(`${key}${ACCEPT_SUFFIX}`).digest("base64");
      const lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
      const answer = `${[...lines, `Sec-WebSocket-Accept: ${accept}`].join("\r\n")}\r\n\r\n`;
      socket.write(Buffer.concat([Buffer.from(answer), early]));
      socket.on("data", (bytes: Buffer) => {
        fromClient.push(bytes);
        const frames = splitFrames(Buffer.concat(fromClient));
        if (!isDone && frames.some(({ opcode, isTruncated }) => opcode === 2 && !isTruncated)) {
          isDone = true;
          socket.end(later);
        }
      });
    });
  }).listen(0, "127.0.0.1");
  t.after(() => server.close());
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  const sent: Buffer[] = [];
  const received: Buffer[] = [];
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, [], {
    tap: {
      onSent: (bytes) => sent.push(Buffer.from(bytes)),
      onReceived: (bytes) => received.push(Buffer.from(bytes)),
    },
  });
  socket.on("message", () => {
    // Pausing with bytes unread must not show them twice.
    socket.pause();
    setImmediate(() => socket.resume());
  });
  socket.on("ping", () => socket.send(new Uint8Array(100_000)));
  const { wasClean } = await socket.closed;
  assert.equal(wasClean, true);
  assert.equal(Buffer.concat(received).toString("hex"), Buffer.concat([early, later]).toString("hex"));
  assert.deepEqual(
    splitFrames(Buffer.concat(sent)).map(({ opcode, payload }) => [opcode, payload.length]),
    [
      [10, 1],
      [2, 100_000],
      [8, 2],
    ],
  );
  assert.deepEqual(Buffer.concat(fromClient), Buffer.concat(sent).subarray(0, Buffer.concat(fromClient).length));
});
