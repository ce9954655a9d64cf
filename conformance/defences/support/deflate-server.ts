/**
 * A server with compression in a process of its own, whose memory a test can watch: it prints its port, and one line of
 * JSON for every line that it is sent. Its argument is the longest message it takes, in bytes.
 */
import { createInterface } from "node:readline";
import { WebSocketServer } from "@longwire/websocket";

const server = new WebSocketServer({
  port: 0,
  host: "127.0.0.1",
  perMessageDeflate: true,
  limits: { maxMessageBytes: Number(process.argv[2]) },
});
const counts = { messages: 0, closes: {} as Record<string, number>, peakBytes: 0 };

function memoryBytes(): number {
  const { rss } = process.memoryUsage();
  counts.peakBytes = Math.max(counts.peakBytes, rss);
  return rss;
}

setInterval(memoryBytes, 2).unref();
server.on("listening", () => console.log(JSON.stringify(server.address())));
server.on("connection", (socket) => {
  socket.on("message", (data) => {
    counts.messages += 1;
    socket.send(String((data as string | Buffer).length));
  });
  socket.on("close", (code) => {
    counts.closes[code] = (counts.closes[code] ?? 0) + 1;
  });
});
createInterface({ input: process.stdin })
  .on("line", () => {
    globalThis.gc?.();
    const now = memoryBytes();
    console.log(JSON.stringify({ ...counts, nowBytes: now }));
    counts.peakBytes = now;
  })
  .on("close", () => process.exit());
