/**
 * The server's side of the opening handshake (RFC 6455 §4.2), as data: a request head is checked, then accepted or
 * refused. It knows neither routes, origins nor users: between the check and the acceptance the application decides
 * about those.
 */
import { Connection, type ConnectionOptions } from "../connection/connection.ts";
import type { ExtensionElement, ServerExtension } from "../extension.ts";
import type { Sha1 } from "../ports.ts";
import { UsageError } from "../usage-error.ts";
import { acceptKey } from "./accept-key.ts";
import { isBase64Of16Bytes } from "./base64.ts";
import { chooseExtension } from "./extension-agreement.ts";
import { formatExtensions, parseExtensions } from "./extension-header.ts";
import { assertExtraHeaders } from "./extra-headers.ts";
import { HandshakeFields } from "./handshake-fields.ts";
import type { HeaderLine, HeadLimits, RequestHead, ResponseHead } from "./head.ts";
import { parseHost } from "./host.ts";
import { type Refusal, type RefusalId, refusals } from "./refusal.ts";
import { parseRequestTarget } from "./request-target.ts";
import { parseSubprotocols } from "./subprotocol.ts";
import { listIncludes } from "./token-list.ts";
import { parseVersion, webSocketVersion } from "./version.ts";

/** A request that keeps every rule of the opening handshake. */
export interface UpgradeRequest {
  readonly head: RequestHead;
  /** The Sec-WebSocket-Key as it was sent; over HTTP/2, where none is needed, perhaps `""`. Not to be logged. */
  readonly key: string;
  /** Path and query, also when the request had an absolute target. */
  readonly target: string;
  /** Before the first `?`, percent-encoding kept. */
  readonly path: string;
  /** After the first `?`; `""` when there is none. */
  readonly query: string;
  /** The Host header; over HTTP/2, `:authority`. */
  readonly host: string;
  /** The Origin header, unchecked: `isOriginAllowed` checks it. */
  readonly origin: string | undefined;
  /** Offered subprotocols, in the client's order of preference. */
  readonly subprotocols: readonly string[];
  /** Offered extensions, in the client's order of preference. */
  readonly extensions: readonly ExtensionElement[];
}

/** Result of `checkUpgradeRequest`. */
export type UpgradeCheck =
  | { readonly type: "upgrade"; readonly request: UpgradeRequest }
  | { readonly type: "refused"; readonly refusal: Refusal };

/** What `acceptUpgrade` needs beyond the request. */
export interface AcceptOptions {
  readonly sha1: Sha1;
  /** The subprotocol to use; one of those that the client offered. Default: none. */
  readonly subprotocol?: string | undefined;
  /** Extensions that the server has. Default: none. */
  readonly extensions?: readonly ServerExtension[];
  /** More header lines of the response, such as Set-Cookie; not those of the handshake. */
  readonly headers?: readonly HeaderLine[];
  readonly connection: Omit<ConnectionOptions, "role" | "transform">;
}

/** Result of `acceptUpgrade`: the response to send, and the connection that begins after it. */
export interface AcceptedUpgrade {
  readonly response: ResponseHead;
  readonly connection: Connection;
  /** `""` when none was agreed. */
  readonly subprotocol: string;
  /** The agreed extension, as it was answered; empty when none was agreed. */
  readonly extensions: readonly ExtensionElement[];
}

/**
 * Checks a request head, whether from `RequestHeadParser` or from another HTTP parser; never throws.
 * In this order: limits, HTTP version, method, Host, target, body, upgrade, version, key, origin, subprotocols,
 * extensions.
 * @param limits over `maxTargetBytes`: 414; over `maxHeadBytes` or `maxHeaderCount`: 431.
 */
export function checkUpgradeRequest(head: RequestHead, limits: HeadLimits): UpgradeCheck {
  const excess = findExcess(head, limits);
  if (excess !== undefined) return refused(excess);
  const fields = new HandshakeFields(head.headers);
  const httpFault = findHttpFault(head, fields);
  if (httpFault !== undefined) return refused(httpFault);
  const host = fields.value("host") ?? "";
  const target = parseRequestTarget(head.target, host);
  if (target === undefined) return refused("target-malformed");
  const fault = findBodyFault(fields) ?? findUpgradeFault(fields) ?? findVersionFault(fields) ?? findKeyFault(fields);
  if (fault !== undefined) return refused(fault);
  const offers = readOffers(fields);
  if (typeof offers === "string") return refused(offers);
  const key = fields.value("sec-websocket-key") ?? "";
  return { type: "upgrade", request: { head, key, ...target, host, ...offers } };
}

/** What a client asks for, whatever version of HTTP carries it; the id of the refusal when it cannot be read. */
export function readOffers(
  fields: HandshakeFields,
): Pick<UpgradeRequest, "origin" | "subprotocols" | "extensions"> | RefusalId {
  if (fields.isRepeated("origin")) return "origin-repeated";
  const subprotocols = offeredSubprotocols(fields);
  if (subprotocols === undefined) return "subprotocol-malformed";
  // RFC 6455 §9.1: a malformed list fails the handshake, also on a server that has no extension.
  const extensions = parseExtensions(fields.value("sec-websocket-extensions") ?? "");
  if (extensions === undefined) return "extensions-malformed";
  return { origin: fields.value("origin"), subprotocols, extensions };
}

/**
 * Accepts a checked request (RFC 6455 §4.2.2, item 5) and makes the connection; its frames go out after the response.
 * Among the extensions the client's order decides; an offer that is declined does no harm.
 * @throws UsageError when the subprotocol was not offered, or a header is one of the handshake's or cannot be sent.
 */
export function acceptUpgrade(request: UpgradeRequest, options: AcceptOptions): AcceptedUpgrade {
  const { headers, ...agreed } = agree(request, options);
  const lines: HeaderLine[] = [
    ["Upgrade", "websocket"],
    ["Connection", "Upgrade"],
    ["Sec-WebSocket-Accept", acceptKey(request.key, options.sha1)],
  ];
  return {
    response: { status: 101, reason: "Switching Protocols", httpVersion: "1.1", headers: [...lines, ...headers] },
    ...agreed,
  };
}

/**
 * What both sides agree on, whatever version of HTTP carries it: the connection, and the header lines that tell the client.
 * @throws UsageError as `acceptUpgrade`.
 */
export function agree(
  request: UpgradeRequest,
  options: AcceptOptions,
): Omit<AcceptedUpgrade, "response"> & { readonly headers: readonly HeaderLine[] } {
  const { subprotocol, headers = [] } = options;
  if (subprotocol !== undefined && !request.subprotocols.includes(subprotocol)) {
    throw new UsageError("ERR_INVALID_ARGUMENT", "Choose a subprotocol that the client offered, or none.");
  }
  assertExtraHeaders(headers);
  const agreed = chooseExtension(request.extensions, options.extensions ?? []);
  const extensions = agreed === undefined ? [] : [agreed.element];
  const lines: HeaderLine[] = [];
  // RFC 6455 §4.2.2, items 5.5 and 5.6: what was not agreed on is left out, never sent empty.
  if (subprotocol !== undefined) lines.push(["Sec-WebSocket-Protocol", subprotocol]);
  if (agreed !== undefined) lines.push(["Sec-WebSocket-Extensions", formatExtensions(extensions)]);
  return {
    headers: [...lines, ...headers],
    connection: new Connection({ ...options.connection, role: "server", transform: agreed?.create() }),
    subprotocol: subprotocol ?? "",
    extensions,
  };
}

function refused(id: RefusalId): UpgradeCheck {
  return { type: "refused", refusal: refusals[id] };
}

/** Heads of other HTTP parsers have been held to other limits, or to none. */
export function findExcess(head: RequestHead, limits: HeadLimits): RefusalId | undefined {
  if (head.target.length > limits.maxTargetBytes) return "target-too-long";
  if (head.headers.length > limits.maxHeaderCount) return "too-many-headers";
  let headBytes = `${head.method}  HTTP/1.1\r\n\r\n`.length + head.target.length;
  for (const [name, value] of head.headers) headBytes += name.length + ":\r\n".length + value.length;
  return headBytes > limits.maxHeadBytes ? "head-too-large" : undefined;
}

function findHttpFault(head: RequestHead, fields: HandshakeFields): RefusalId | undefined {
  // RFC 6455 §4.2.1, item 1: an HTTP/1.1 or higher GET request.
  if (head.httpVersion === "1.0") return "http-version";
  if (head.method !== "GET") return "method-not-get";
  // RFC 6455 §4.2.1, item 2.
  const host = fields.value("host");
  if (host === undefined || host === "") return "host-missing";
  // RFC 9112 §3.2: more than one Host, or one that is not a host, is a 400.
  if (fields.isRepeated("host")) return "host-repeated";
  return parseHost(host) === undefined ? "host-malformed" : undefined;
}

/** A body would be read as frames, or its end as the next request. */
export function findBodyFault(fields: HandshakeFields): RefusalId | undefined {
  const hasBody = (fields.value("content-length") ?? "0") !== "0" || fields.value("transfer-encoding") !== undefined;
  if (hasBody) return "body-not-allowed";
  // RFC 9110 §10.1.1: only a request with a body may expect 100-continue, and no other expectation exists.
  return fields.value("expect") === undefined ? undefined : "expectation";
}

function findUpgradeFault(fields: HandshakeFields): RefusalId | undefined {
  // RFC 6455 §4.2.1, items 3 and 4: both are lists, compared without regard to case.
  const upgrade = fields.value("upgrade");
  if (upgrade === undefined) return "not-upgrade";
  if (!listIncludes(upgrade, "websocket")) return "upgrade-not-websocket";
  return listIncludes(fields.value("connection") ?? "", "upgrade") ? undefined : "connection-not-upgrade";
}

/** Whether the version is 13, which is told once. */
export function findVersionFault(fields: HandshakeFields): RefusalId | undefined {
  const value = fields.value("sec-websocket-version");
  if (value === undefined) return "version-missing";
  // RFC 6455 §11.3.5: not more than once in a request.
  if (fields.isRepeated("sec-websocket-version")) return "version-repeated";
  const version = parseVersion(value);
  if (version === undefined) return "version-malformed";
  // RFC 6455 §4.2.2, item 4.
  return version === webSocketVersion ? undefined : "version-unsupported";
}

function findKeyFault(fields: HandshakeFields): RefusalId | undefined {
  const key = fields.value("sec-websocket-key");
  if (key === undefined) return "key-missing";
  // RFC 6455 §11.3.1: not more than once.
  if (fields.isRepeated("sec-websocket-key")) return "key-repeated";
  // RFC 6455 §4.2.1, item 5.
  return isBase64Of16Bytes(key) ? undefined : "key-malformed";
}

function offeredSubprotocols(fields: HandshakeFields): readonly string[] | undefined {
  // RFC 6455 §11.3.4: several lines are one list.
  const value = fields.value("sec-websocket-protocol");
  return value === undefined ? [] : parseSubprotocols(value);
}
