/**
 * The fast server that clients are measured against. It is no WebSocket server: it steps over masked frames without
 * looking into them and answers each with the same unmasked frame, so that the client at the other end is the limit.
 */
import { createHash } from "node:crypto";
import { createServer } from "node:net";
import { announce, HOST } from "./serving.js";

const MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455 §1.3
const SIZE = 32;
const FRAME_BYTES = 2 + 4 + SIZE;
const answer = Buffer.concat([Buffer.of(0x82, SIZE), Buffer.alloc(SIZE, "m")]);
const MOST = 1024;
const answers = Buffer.concat(new Array(MOST).fill(answer));

function accept(head) {
  const [, key = ""] = /^sec-websocket-key: *(\S+)/im.exec(head) ?? [];
  const proof = createHash("sha1")
    .update(key + MAGIC)
    .digest("base64");
  return `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${proof}\r\n\r\n`;
}

createServer({ noDelay: true }, (socket) => {
  let head = "";
  let isOpen = false;
  let bytes = 0;
  const open = (chunk) => {
    head += chunk.toString("latin1");
    isOpen = head.includes("\r\n\r\n");
    if (isOpen) socket.write(accept(head));
  };
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk) => {
    if (!isOpen) {
      open(chunk);
      return;
    }
    // Every frame of the test is as long as every other, so counting bytes counts frames; the first byte is checked.
    if (bytes % FRAME_BYTES === 0 && (chunk[0] & 0x0f) !== 2) {
      socket.destroy();
      return;
    }
    const before = Math.floor(bytes / FRAME_BYTES);
    bytes += chunk.length;
    for (let left = Math.floor(bytes / FRAME_BYTES) - before; left > 0; left -= MOST) {
      socket.write(answers.subarray(0, Math.min(left, MOST) * answer.length));
    }
  });
}).listen(0, HOST, function listening() {
  announce(this.address().port);
});
