/**
 * The HTTP answer of a server of the `ws` entry that refuses a handshake; the connection ends with it.
 */
import { type OutgoingHttpHeaders, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";

/** Answers with `status` and ends `stream`. @param message the body; default: the name of the status. */
export function abortHandshake(
  stream: Duplex,
  status: number,
  message: string = STATUS_CODES[status] ?? "",
  headers: OutgoingHttpHeaders = {},
): void {
  const lines: OutgoingHttpHeaders = {
    Connection: "close",
    "Content-Type": "text/html",
    "Content-Length": Buffer.byteLength(message),
    ...headers,
  };
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...Object.entries(lines).map(([name, value]) => `${name}: ${value}`),
  ];
  stream.once("finish", () => stream.destroy());
  stream.end(`${head.join("\r\n")}\r\n\r\n${message}`);
}
