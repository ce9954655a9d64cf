/**
 * Heads between Node's form and that of @longwire/wire: pseudo-header fields apart, names in lower case, cookies in one line.
 */
import type { OutgoingHttpHeaders } from "node:http2";
import type { HeaderLine, Http2RequestHead } from "@longwire/wire";

/** Reads a request from the `rawHeaders` of Node's `stream` event, which alternates names and values. */
export function toRequestHead(rawHeaders: readonly string[]): Http2RequestHead {
  const pseudo = new Map<string, string>();
  const headers: HeaderLine[] = [];
  const cookies: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const [name, value] = [rawHeaders[i] as string, rawHeaders[i + 1] as string];
    if (name.startsWith(":")) pseudo.set(name, value);
    else if (name === "cookie") cookies.push(value);
    else headers.push([name, value]);
  }
  // RFC 9113 §8.2.3: a cookie may be sent in parts, which an application must see as one.
  if (cookies.length > 0) headers.push(["cookie", cookies.join("; ")]);
  return {
    method: pseudo.get(":method") ?? "",
    protocol: pseudo.get(":protocol"),
    scheme: pseudo.get(":scheme"),
    authority: pseudo.get(":authority"),
    path: pseudo.get(":path"),
    headers,
  };
}

/** Header lines in the form that Node sends. */
export function toNodeHeaders(lines: readonly HeaderLine[]): OutgoingHttpHeaders {
  // No prototype: an application may send a header called "__proto__".
  const headers: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of lines) {
    const key = name.toLowerCase();
    const known = headers[key];
    headers[key] = known === undefined ? value : [known, value].flat();
  }
  return headers;
}
