/**
 * The server's side of the opening handshake over HTTP/2 (RFC 8441 §4, §5), as data: an extended CONNECT request is checked,
 * then accepted or refused. What both versions of HTTP have in common is in `server-handshake.ts`; it knows no stream and no
 * session.
 */
import { acceptKey } from "./accept-key.ts";
import { equalsIgnoringCase } from "./ascii-case.ts";
import { isBase64Of16Bytes } from "./base64.ts";
import { HandshakeFields } from "./handshake-fields.ts";
import type { HeaderLine, HeadLimits, Http2RequestHead, RequestHead } from "./head.ts";
import { parseHost } from "./host.ts";
import { type RefusalId, refusals } from "./refusal.ts";
import { parseRequestTarget } from "./request-target.ts";
import {
  type AcceptedUpgrade,
  type AcceptOptions,
  agree,
  findBodyFault,
  findExcess,
  findVersionFault,
  readOffers,
  type UpgradeCheck,
  type UpgradeRequest,
} from "./server-handshake.ts";

/** RFC 8441 §5, RFC 9113 §8.2.2: fields of HTTP/1.1 connections, and Host, which `:authority` replaces. */
const FORBIDDEN: ReadonlySet<string> = new Set([
  "connection",
  "upgrade",
  "host",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
]);

/**
 * Checks a request that came over HTTP/2; never throws. In this order: method, protocol, form, limits, authority, target,
 * body, version, origin, subprotocols, extensions. A request that is refused with `connect-malformed` gets no answer but
 * the stream error PROTOCOL_ERROR (RFC 9113 §8.1.1).
 * @param limits as for `checkUpgradeRequest`; `:authority` counts as a Host line.
 * @returns a request whose head has the method CONNECT, and `:authority` as its Host line.
 */
export function checkConnectRequest(connect: Http2RequestHead, limits: HeadLimits): UpgradeCheck {
  const fault = findConnectFault(connect);
  if (fault !== undefined) return refused(fault);
  const { authority = "", path = "" } = connect;
  const head: RequestHead = {
    method: connect.method,
    target: path,
    httpVersion: "2.0",
    headers: [["host", authority], ...connect.headers],
  };
  const excess = findExcess(head, limits);
  if (excess !== undefined) return refused(excess);
  if (parseHost(authority) === undefined) return refused("host-malformed");
  // RFC 9113 §8.3.1: `:path` is in origin-form; RFC 8441 §5 names the schemes.
  const isPlainTarget = path.startsWith("/") && (connect.scheme === "https" || connect.scheme === "http");
  const target = isPlainTarget ? parseRequestTarget(path, authority) : undefined;
  if (target === undefined) return refused("target-malformed");
  const fields = new HandshakeFields(connect.headers);
  const lateFault = findBodyFault(fields) ?? findVersionFault(fields);
  if (lateFault !== undefined) return refused(lateFault);
  const offers = readOffers(fields);
  if (typeof offers === "string") return refused(offers);
  return { type: "upgrade", request: { head, key: keyOf(fields), ...target, host: authority, ...offers } };
}

/**
 * Accepts a checked request with 200 and makes the connection, as `acceptUpgrade` does.
 * @throws UsageError as `acceptUpgrade`.
 */
export function acceptConnect(request: UpgradeRequest, options: AcceptOptions): AcceptedUpgrade {
  const { headers, ...agreed } = agree(request, options);
  // RFC 8441 §5: Key and Accept are superseded. A client that sends a key all the same may look for its answer.
  const accept: HeaderLine[] =
    request.key === "" ? [] : [["Sec-WebSocket-Accept", acceptKey(request.key, options.sha1)]];
  return { response: { status: 200, reason: "", httpVersion: "2.0", headers: [...accept, ...headers] }, ...agreed };
}

function refused(id: RefusalId): UpgradeCheck {
  return { type: "refused", refusal: refusals[id] };
}

function findConnectFault({
  method,
  protocol,
  scheme,
  authority,
  path,
  headers,
}: Http2RequestHead): RefusalId | undefined {
  if (method !== "CONNECT") return "method-not-connect";
  // RFC 8441 §4: without `:protocol` it asks for a TCP connection, which must not be taken for a WebSocket.
  if (protocol === undefined) return "connect-without-protocol";
  if (!equalsIgnoringCase(protocol, "websocket")) return "protocol-not-websocket";
  // RFC 8441 §4: with `:protocol`, scheme and path must be there; §5: the authority takes the place of Host.
  if ([scheme, authority, path].some((part) => part === undefined || part === "")) return "connect-malformed";
  const isForbidden = headers.some(([name]) => FORBIDDEN.has(name.toLowerCase()));
  return isForbidden ? "connect-malformed" : undefined;
}

/** The key, if there is one that can be answered. */
function keyOf(fields: HandshakeFields): string {
  const key = fields.value("sec-websocket-key") ?? "";
  return isBase64Of16Bytes(key) ? key : "";
}
