/**
 * The address of a socket of the `ws` entry: which URLs are taken, and where they lead (IPC addresses too).
 * It opens nothing.
 */

/** A checked address. */
export interface ClientAddress {
  /** Normal form, with `ws:`, `wss:` or `ws+unix:`. */
  readonly url: URL;
  readonly isSecure: boolean;
  /** Path of the IPC socket, or `undefined` for a host. */
  readonly socketPath: string | undefined;
  /** Host name; IPv6 without brackets. */
  readonly host: string;
  readonly port: string | number;
  /** Path and query of the request. */
  readonly path: string;
  /** User name and password as `http.request` takes them, decoded. */
  readonly auth: string | undefined;
}

/** `http:` and `https:` mean the same as these. */
const schemes: Readonly<Record<string, string>> = { "http:": "ws:", "https:": "wss:" };

/** @throws SyntaxError for anything that is no URL, another scheme, a fragment, or an IPC address without a path. */
export function parseAddress(address: string | URL): ClientAddress {
  const url = toUrl(address);
  const isSecure = url.protocol === "wss:";
  const isIpc = url.protocol === "ws+unix:";
  if (url.protocol !== "ws:" && !isSecure && !isIpc) {
    throw new SyntaxError(`The URL's protocol must be one of "ws:", "wss:", "http:", "https:", or "ws+unix:"`);
  }
  if (isIpc && url.pathname === "") throw new SyntaxError("The URL's pathname is empty");
  // RFC 6455 §3.
  if (url.hash !== "") throw new SyntaxError("The URL contains a fragment identifier");
  const target = url.pathname + url.search;
  const separator = isIpc ? target.indexOf(":") : -1;
  const socketPath = isIpc ? (separator < 0 ? target : target.slice(0, separator)) : undefined;
  return {
    url,
    isSecure,
    socketPath,
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port || (isSecure ? 443 : 80),
    path: isIpc ? (separator < 0 ? "" : target.slice(separator + 1)) : target,
    auth: url.username || url.password ? `${decode(url.username)}:${decode(url.password)}` : undefined,
  };
}

function toUrl(address: string | URL): URL {
  if (!(address instanceof URL) && !URL.canParse(address)) throw new SyntaxError(`Invalid URL: ${address}`);
  const url = new URL(address);
  const scheme = schemes[url.protocol];
  if (scheme !== undefined) url.protocol = scheme;
  return url;
}

/** Broken percent-encoding stays as it is. */
function decode(part: string): string {
  return part.replace(/(?:%[0-9a-f]{2})+/gi, (encoded) => Buffer.from(encoded.replaceAll("%", ""), "hex").toString());
}
