/**
 * The URL of a WebSocket server, taken apart for a client: where to connect, and what to put into the request.
 * It knows RFC 6455 §3 and what browsers add to it; it opens nothing.
 */
import { UsageError } from "@longwire/wire";

/** A checked URL. */
export interface ClientUrl {
  /** Normal form, with `ws:` or `wss:`. */
  readonly href: string;
  readonly isSecure: boolean;
  /** Host to connect to; IPv6 without brackets. */
  readonly hostname: string;
  readonly port: number;
  /** Value of the Host header: without the default port (RFC 6455 §4.1). */
  readonly host: string;
  /** Path and query. */
  readonly target: string;
  /** Value of the Authorization header for a URL with user name or password. */
  readonly authorization: string | undefined;
}

const schemes = new Map([
  ["ws:", "ws:"],
  ["wss:", "wss:"],
  ["http:", "ws:"],
  ["https:", "wss:"],
]);

/**
 * Takes `url` apart. `http:` and `https:` count as `ws:` and `wss:`.
 * @throws UsageError `ERR_INVALID_ARGUMENT` for another scheme, a fragment (RFC 6455 §3), broken percent-encoding in a
 * user name or password, or no URL at all.
 */
export function parseClientUrl(url: string | URL): ClientUrl {
  const text = String(url);
  if (!URL.canParse(text)) throw invalid(`"${text}" is not a URL: write it like ws://host:port/path`);
  const parsed = new URL(text);
  const scheme = schemes.get(parsed.protocol);
  if (scheme === undefined) throw invalid(`the scheme "${parsed.protocol}" is not one of ws:, wss:, http:, https:`);
  // RFC 6455 §3; a bare trailing "#" is a fragment too, and `hash` does not show it.
  if (text.includes("#")) throw invalid("a WebSocket URL has no fragment: leave out the # and what follows it");
  const isSecure = scheme === "wss:";
  const target = parsed.pathname + parsed.search;
  return {
    href: `${scheme}//${parsed.host}${target}`,
    isSecure,
    hostname: parsed.hostname.replace(/^\[|\]$/g, ""),
    port: parsed.port === "" ? (isSecure ? 443 : 80) : Number(parsed.port),
    host: parsed.host,
    target,
    authorization: authorizationOf(parsed),
  };
}

function authorizationOf({ username, password }: URL): string | undefined {
  if (username === "" && password === "") return undefined;
  const credentials = `${decode(username)}:${decode(password)}`;
  return `Basic ${Buffer.from(credentials, "utf8").toString("base64")}`;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalid("the user name or password in the URL is not valid percent-encoding: write % as %25");
  }
}

function invalid(message: string): UsageError {
  return new UsageError("ERR_INVALID_ARGUMENT", message);
}
