/**
 * What a WebSocket is constructed with, checked: the first steps of the WHATWG constructor, up to the connection.
 * It knows URLs and subprotocols; it opens nothing.
 */
import { UsageError } from "@longwire/wire";
import { type ConnectOptions, type ConnectPlan, type HeadersOption, planConnect } from "../client/connect-options.ts";
import { browserLimits } from "./browser-limits.ts";
import { apiBaseUrl, environmentOrigin } from "./environment.ts";

/** What only a program outside of a browser can say. */
export interface CreateWebSocketOptions
  extends Pick<ConnectOptions, "headers" | "origin" | "tls" | "agent" | "limits" | "tap"> {
  /** What a relative URL is relative to. Default: the `location` of the environment, which Node itself has not. */
  readonly baseUrl?: string | URL | undefined;
}

/** A checked request for a connection. */
export class SocketRequest {
  /** With `ws:` or `wss:`, without a fragment. */
  readonly url: URL;
  readonly protocols: readonly string[];
  readonly #options: CreateWebSocketOptions;

  /** @throws DOMException `SyntaxError` for a URL or subprotocols that the standard refuses. */
  constructor(url: string, protocols: readonly string[], options: CreateWebSocketOptions = {}) {
    this.url = parseSocketUrl(url, options.baseUrl === undefined ? apiBaseUrl() : String(options.baseUrl));
    assertProtocols(protocols);
    this.protocols = protocols;
    this.#options = options;
  }

  /** The plan of the connection. @throws UsageError for what the standard lets pass and cannot be sent. */
  plan(): ConnectPlan {
    const { headers, origin = environmentOrigin(), tls, agent, limits } = this.#options;
    const target = new URL(this.url);
    target.username = "";
    target.password = "";
    return planConnect(target, this.protocols, {
      // As browsers do: compression is offered, and the server decides.
      perMessageDeflate: { serverNoContextTakeover: false, clientNoContextTakeover: false },
      headers: withCredentials(headers ?? {}, this.url),
      origin: hasOrigin(headers) ? undefined : origin,
      tls,
      agent,
      limits: { ...browserLimits, ...limits },
    });
  }

  get tap(): CreateWebSocketOptions["tap"] {
    return this.#options.tap;
  }
}

/** The WHATWG constructor's steps for the URL. */
function parseSocketUrl(url: string, base: string | undefined): URL {
  if (!URL.canParse(url, base)) throw syntaxError(`The URL '${url}' is invalid.`);
  const parsed = new URL(url, base);
  if (parsed.protocol === "http:") parsed.protocol = "ws:";
  else if (parsed.protocol === "https:") parsed.protocol = "wss:";
  if (parsed.protocol !== "ws:" && parsed.protocol !== "wss:") {
    throw syntaxError(
      `The URL's scheme must be 'ws', 'wss', 'http' or 'https', not '${parsed.protocol.slice(0, -1)}'.`,
    );
  }
  // `hash` is empty for a bare "#" too, which is a fragment that is not null; nothing else leaves a "#" in `href`.
  if (parsed.href.includes("#")) throw syntaxError("The URL contains a fragment: a WebSocket URL must not have one.");
  return parsed;
}

// RFC 9110 §5.6.2
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** RFC 6455 §4.1, item 10: tokens, each once; browsers compare them without their case here. */
function assertProtocols(protocols: readonly string[]): void {
  const seen = new Set<string>();
  for (const protocol of protocols) {
    if (!token.test(protocol)) throw syntaxError(`The subprotocol '${protocol}' is invalid.`);
    const folded = protocol.toLowerCase();
    if (seen.has(folded)) throw syntaxError(`The subprotocol '${protocol}' is duplicated.`);
    seen.add(folded);
  }
}

/** Fetch sends the URL's user name and password as Basic credentials; here they may be any bytes. */
function withCredentials(headers: HeadersOption, { username, password }: URL): HeadersOption {
  if (username === "" && password === "") return headers;
  const lines = Symbol.iterator in headers ? [...headers] : Object.entries(headers);
  if (lines.some(([name]) => name.toLowerCase() === "authorization")) return headers;
  const credentials = Buffer.concat([percentDecode(username), Buffer.from(":"), percentDecode(password)]);
  const line = ["Authorization", `Basic ${credentials.toString("base64")}`] as const;
  return Symbol.iterator in headers ? [...headers, line] : { ...headers, [line[0]]: line[1] };
}

function percentDecode(text: string): Buffer {
  const latin1 = text.replace(/%([0-9a-f]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(latin1, "latin1");
}

function hasOrigin(headers: HeadersOption = {}): boolean {
  const names = Symbol.iterator in headers ? [...headers].map(([name]) => name) : Object.keys(headers);
  return names.some((name) => name.toLowerCase() === "origin");
}

function syntaxError(message: string): DOMException {
  return new DOMException(message, "SyntaxError");
}

/** Checks options by themselves. @throws UsageError with what to change. */
export function assertCreateOptions(options: CreateWebSocketOptions): void {
  if (options.baseUrl !== undefined && !URL.canParse(String(options.baseUrl))) {
    throw new UsageError("ERR_INVALID_ARGUMENT", "options.baseUrl must be an absolute URL");
  }
  new SocketRequest("ws://localhost/", [], options).plan();
}
