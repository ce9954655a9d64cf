/**
 * The addresses in what proxies add to a request: `X-Forwarded-For`, a list of addresses, and `Forwarded` (RFC 7239), a
 * list of elements with a `for` each. It reads and believes nothing: how far a list is trusted is not known here.
 */
import { isIP } from "node:net";
import { plainAddress } from "./trusted-proxies.ts";

/** Header that the proxies write. */
export type ProxyHeader = "x-forwarded-for" | "forwarded";

/** One entry per proxy, in the order of the header; `undefined` for what is no address ("unknown", a secret name, garbage). */
export function forwardedAddresses(value: string | undefined, header: ProxyHeader): (string | undefined)[] {
  if (value === undefined || value === "") return [];
  const elements = splitOutsideQuotes(value, ",");
  return elements.map((element) => parseAddress(header === "forwarded" ? forOf(element) : element.trim()));
}

/** RFC 7239 §4: `for=192.0.2.60;proto=http;by=…`, names in any case, values quoted where they hold a colon. */
function forOf(element: string): string {
  for (const pair of splitOutsideQuotes(element, ";")) {
    const equals = pair.indexOf("=");
    if (pair.slice(0, equals).trim().toLowerCase() !== "for") continue;
    const value = pair.slice(equals + 1).trim();
    return value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
  }
  return "";
}

/** An address alone, or with a port: `192.0.2.1:80`, `[2001:db8::1]:80`. */
function parseAddress(text: string): string | undefined {
  if (isIP(text) !== 0) return text.includes("%") ? undefined : plainAddress(text);
  const bracketed = /^\[([0-9a-fA-F:.]+)\](?::\d{1,5})?$/.exec(text)?.[1];
  const address = bracketed ?? /^([0-9.]+):\d{1,5}$/.exec(text)?.[1];
  return address !== undefined && isIP(address) === (bracketed === undefined ? 4 : 6)
    ? plainAddress(address)
    : undefined;
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts: string[] = [];
  let isQuoted = false;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') isQuoted = !isQuoted;
    else if (char === "\\" && isQuoted) at += 1;
    else if (char === separator && !isQuoted) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
}
