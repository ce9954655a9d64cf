/**
 * HTTP heads for the fuzz targets: right ones to begin with, and a way to spoil them line by line.
 */
import type { SeededRandom } from "@longwire/testkit";

const encoder = new TextEncoder();

/** Lines to one head, each with CRLF, and the empty line. */
function joinHead(lines: readonly string[]): Uint8Array {
  return encoder.encode(`${lines.join("\r\n")}\r\n\r\n`);
}

/** RFC 6455 §1.2: the client's handshake of the overview. */
const request = [
  "GET /chat HTTP/1.1",
  "Host: server.example.com",
  "Upgrade: websocket",
  "Connection: Upgrade",
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  "Origin: http://example.com",
  "Sec-WebSocket-Protocol: chat, superchat",
  "Sec-WebSocket-Version: 13",
];
const extensions = 'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits, x; a="b"; c, , y';

/** RFC 6455 §1.3: the server's answer to it. */
const response = [
  "HTTP/1.1 101 Switching Protocols",
  "Upgrade: websocket",
  "Connection: Upgrade",
  "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
  "Sec-WebSocket-Protocol: chat",
];

/** Heads that are right, or wrong in one thing. */
export const headSeeds: { readonly requests: readonly Uint8Array[]; readonly responses: readonly Uint8Array[] } = {
  requests: [
    joinHead(request),
    joinHead([...request, extensions]),
    joinHead([...request.slice(0, 2), "Connection: keep-alive, Upgrade", "Upgrade: WebSocket", ...request.slice(4)]),
    joinHead(["GET http://server.example.com/chat?a=b HTTP/1.1", ...request.slice(1)]),
    joinHead([...request, "Content-Length: 0", "Expect: 100-continue"]),
    joinHead(["POST / HTTP/1.0", ...request.slice(1)]),
    joinHead([...request, "Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEC=="]),
    joinHead([...request.slice(0, 7), "Sec-WebSocket-Version: 8"]),
    encoder.encode("\u0016\u0003\u0001\u0002\u0000"),
  ],
  responses: [
    joinHead(response),
    joinHead([...response, 'Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits="10"']),
    joinHead(["HTTP/1.1 404 Not Found", "Content-Length: 0"]),
    joinHead(["HTTP/1.1 103 Early Hints", "Link: </style.css>"]),
    joinHead(["HTTP/1.1 101", ...response.slice(1)]),
    joinHead(["HTTP/1.0 101 Switching Protocols", ...response.slice(1)]),
  ],
};

const oddLines = ["x: y", ": ", "Host: a", " fold", "a : b", "A:", "a:\u00ff"];
const endings = ["\r\n", "\r\n", "\r\n", "\r\n", "\n", "\r", "\r\n ", " \r\n", "\0\r\n", "\u007f\r\n"];

/** Leaves out, repeats and reorders lines, and now and then ends one wrongly. */
export function spoilHead(head: Uint8Array, random: SeededRandom): Uint8Array {
  const lines = Buffer.from(head).toString("latin1").split("\r\n").slice(0, -2);
  for (let left = random.below(3); left > 0; left -= 1) {
    const at = random.below(lines.length + 1);
    const what = random.below(3);
    if (what === 0) lines.splice(at, 1);
    else lines.splice(at, 0, what === 1 ? random.pick(oddLines) : (lines[random.below(lines.length)] ?? ""));
  }
  let text = "";
  for (const line of lines) text += line + (random.chance(0.03) ? random.pick(endings) : "\r\n");
  return Uint8Array.from(Buffer.from(`${text}\r\n`, "latin1"));
}
