/**
 * The whole HTTP response that ends a refused handshake. Over HTTP/1.1 it always ends the connection too: what follows a failed
 * upgrade on the same connection would be read as a second request (request smuggling).
 * It never sees the request, so it cannot echo any of it.
 */
import { encodeUtf8 } from "../message/utf8-encode.ts";
import { UsageError } from "../usage-error.ts";
import { equalsIgnoringCase } from "./ascii-case.ts";
import { assertHeaderLine, encodeResponseHead } from "./encode-head.ts";
import type { HeaderLine, ResponseHead } from "./head.ts";
import { webSocketVersion } from "./version.ts";

/** What to answer; a `Refusal` is one, and an application may make its own. */
export interface RefusalAnswer {
  /** From 300 to 599: nothing that a proxy could take for success. */
  readonly status: number;
  /** Body of the response: plain text, one line. */
  readonly message: string;
  /** More header lines. Not allowed: Connection, Content-Length, Content-Type, Transfer-Encoding. */
  readonly headers?: readonly HeaderLine[];
}

const reasonPhrases: ReadonlyMap<number, string> = new Map([
  [301, "Moved Permanently"],
  [302, "Found"],
  [303, "See Other"],
  [307, "Temporary Redirect"],
  [308, "Permanent Redirect"],
  [400, "Bad Request"],
  [401, "Unauthorized"],
  [402, "Payment Required"],
  [403, "Forbidden"],
  [404, "Not Found"],
  [405, "Method Not Allowed"],
  [408, "Request Timeout"],
  [409, "Conflict"],
  [410, "Gone"],
  [414, "URI Too Long"],
  [417, "Expectation Failed"],
  [421, "Misdirected Request"],
  [426, "Upgrade Required"],
  [429, "Too Many Requests"],
  [431, "Request Header Fields Too Large"],
  [500, "Internal Server Error"],
  [501, "Not Implemented"],
  [502, "Bad Gateway"],
  [503, "Service Unavailable"],
  [504, "Gateway Timeout"],
]);

/** Header lines that a status demands. Each is added unless the answer has one of that name already. */
const headersByStatus: ReadonlyMap<number, readonly HeaderLine[]> = new Map<number, readonly HeaderLine[]>([
  [401, [["WWW-Authenticate", "Bearer"]]], // RFC 9110 §15.5.2
  [405, [["Allow", "GET"]]], // RFC 9110 §15.5.6
  [
    426,
    [
      ["Upgrade", "websocket"], // RFC 9110 §15.5.22
      ["Sec-WebSocket-Version", String(webSocketVersion)], // RFC 6455 §4.2.2
    ],
  ],
  [429, [["Retry-After", "1"]]], // RFC 6585 §4
  [503, [["Retry-After", "1"]]], // RFC 9110 §15.6.4
]);

const ownHeaders: ReadonlySet<string> = new Set(["connection", "content-length", "content-type", "transfer-encoding"]);

/**
 * The bytes of the response: status line, header lines, and `message` with a line end as the body.
 * What the status demands is added when it is missing: `WWW-Authenticate: Bearer` (401), `Allow: GET` (405),
 * Upgrade and Sec-WebSocket-Version (426), `Retry-After: 1` (429, 503).
 * @throws UsageError when the status is not from 300 to 599, or a header cannot be sent.
 */
export function refusalResponse(answer: RefusalAnswer): Uint8Array {
  assertAnswer(answer);
  const body = encodeUtf8(`${answer.message}\n`);
  const headers = completeHeaders(answer);
  const head = encodeResponseHead({
    status: answer.status,
    reason: reasonPhrases.get(answer.status) ?? "",
    httpVersion: "1.1",
    headers: [
      // RFC 9110 §7.8: who sends Upgrade lists it in Connection as well.
      ["Connection", hasHeader(headers, "Upgrade") ? "Upgrade, close" : "close"],
      ["Content-Type", "text/plain; charset=utf-8"],
      ["Content-Length", String(body.length)],
      ...headers,
    ],
  });
  const response = new Uint8Array(head.length + body.length);
  response.set(head);
  response.set(body, head.length);
  return response;
}

/** A refusal over HTTP/2: a head without the fields of HTTP/1.1 connections, and the body. */
export interface Http2Refusal {
  readonly head: ResponseHead;
  readonly body: Uint8Array;
}

/**
 * The response over HTTP/2. 426 becomes 400: it needs an Upgrade header, which HTTP/2 does not have (RFC 9113 §8.2.2).
 * @throws UsageError as `refusalResponse`, and for an Upgrade header.
 */
export function http2Refusal(answer: RefusalAnswer): Http2Refusal {
  assertAnswer(answer);
  const { headers = [] } = answer;
  for (const header of headers) assertHeaderLine(header);
  if (hasHeader(headers, "Upgrade")) {
    throw new UsageError("ERR_INVALID_ARGUMENT", "Leave out the header Upgrade: HTTP/2 does not have it.");
  }
  const body = encodeUtf8(`${answer.message}\n`);
  const status = answer.status === 426 ? 400 : answer.status;
  const lines: HeaderLine[] = [
    ["content-type", "text/plain; charset=utf-8"],
    ["content-length", String(body.length)],
    ...completeHeaders({ ...answer, status }).map(([name, value]): HeaderLine => [name.toLowerCase(), value]),
  ];
  return { head: { status, reason: "", httpVersion: "2.0", headers: lines }, body };
}

function assertAnswer({ status, headers = [] }: RefusalAnswer): void {
  if (!Number.isInteger(status) || status < 300 || status > 599) {
    throw new UsageError("ERR_INVALID_ARGUMENT", "The status of a refusal must be an integer from 300 to 599.");
  }
  for (const [name] of headers) {
    if (ownHeaders.has(name.toLowerCase())) {
      throw new UsageError("ERR_INVALID_ARGUMENT", `Leave out the header ${name}: a refusal sets it itself.`);
    }
  }
}

function completeHeaders({ status, headers = [] }: RefusalAnswer): HeaderLine[] {
  const demanded = headersByStatus.get(status) ?? [];
  return [...headers, ...demanded.filter(([name]) => !hasHeader(headers, name))];
}

function hasHeader(headers: readonly HeaderLine[], name: string): boolean {
  return headers.some(([other]) => equalsIgnoringCase(other, name));
}
