/**
 * Which web pages may connect (RFC 6455 §10.2). Browsers send the Origin of the page with every handshake and the
 * user's cookies with it, from whatever page: without this check any site could act as the user (cross-site hijacking).
 * It guards against pages in browsers only; other clients can send any Origin they like.
 */
import { equalsIgnoringCase } from "./ascii-case.ts";
import { type Host, parseHost } from "./host.ts";

/**
 * - `"same-origin"`: Origin names the host and port of the Host header; no Origin (not a browser) is allowed.
 * - `"any"`: every Origin, and none.
 * - a list: Origin is exactly one of these texts, such as `https://example.com`; no Origin is refused.
 * - a function: asked with the Origin as it was sent, or `undefined`, and the Host header.
 *
 * `null`, which sandboxed frames and local files send, is refused by the first and by every list.
 */
export type OriginPolicy =
  | "same-origin"
  | "any"
  | readonly string[]
  | ((origin: string | undefined, host: string) => boolean);

interface Origin {
  readonly scheme: "http" | "https";
  readonly host: Host;
}

const DEFAULT_PORTS = { http: 80, https: 443 } as const;

/**
 * Whether a handshake with this Origin may go on; if not, answer `origin-refused` (403).
 * @param host the Host header. @param secure whether the request came over TLS.
 */
export function isOriginAllowed(
  policy: OriginPolicy,
  origin: string | undefined,
  host: string,
  secure: boolean,
): boolean {
  if (policy === "any") return true;
  if (typeof policy === "function") return policy(origin, host);
  if (policy === "same-origin") return origin === undefined || isSameOrigin(origin, host, secure);
  return origin !== undefined && origin !== "null" && policy.includes(origin);
}

/**
 * Host and port are compared; a port that is the default of the Origin's scheme counts as not written.
 * The scheme decides only over TLS, where a page loaded by plain HTTP, which anybody on the way may have written, is
 * refused. Without TLS an https page is allowed: a proxy in front of us may have ended the TLS.
 */
function isSameOrigin(origin: string, hostHeader: string, secure: boolean): boolean {
  const page = parseOrigin(origin);
  const host = parseHost(hostHeader);
  if (page === undefined || host === undefined) return false;
  if (secure && page.scheme !== "https") return false;
  const defaultPort = DEFAULT_PORTS[page.scheme];
  return page.host.name === host.name && (page.host.port ?? defaultPort) === (host.port ?? defaultPort);
}

/** RFC 6454 §6.2: scheme "://" host [ ":" port ], and nothing after it. Only http and https serve pages. */
function parseOrigin(origin: string): Origin | undefined {
  for (const scheme of ["https", "http"] as const) {
    const prefix = `${scheme}://`;
    if (!equalsIgnoringCase(origin.slice(0, prefix.length), prefix)) continue;
    const host = parseHost(origin.slice(prefix.length));
    return host === undefined ? undefined : { scheme, host };
  }
  return undefined;
}
