/**
 * The client's side of the opening handshake (RFC 6455 §4.1), as data: a request to send, and the check of the
 * response. It knows no URL, no socket and no redirect; who calls it decides where to connect and how long to wait.
 */
import { Connection, type ConnectionOptions } from "../connection/connection.ts";
import type { ClientExtension, ExtensionElement } from "../extension.ts";
import type { Sha1 } from "../ports.ts";
import { UsageError } from "../usage-error.ts";
import { acceptKey } from "./accept-key.ts";
import { equalsIgnoringCase } from "./ascii-case.ts";
import { encodeBase64 } from "./base64.ts";
import { type AgreedExtension, confirmExtensions } from "./extension-agreement.ts";
import { formatExtensions, parseExtensions } from "./extension-header.ts";
import { assertExtraHeaders } from "./extra-headers.ts";
import { type HandshakeFailure, type HandshakeFailureId, handshakeFailures } from "./failure.ts";
import { isFieldValue } from "./field-line.ts";
import { HandshakeFields } from "./handshake-fields.ts";
import { type HeaderLine, headerValues, type RequestHead, type ResponseHead } from "./head.ts";
import { parseHost } from "./host.ts";
import { isOriginForm } from "./request-target.ts";
import { assertSubprotocols } from "./subprotocol.ts";
import { listIncludes } from "./token-list.ts";
import { webSocketVersion } from "./version.ts";
import { trimWhitespace } from "./whitespace.ts";

/** What the client asks for. */
export interface ClientHandshakeOptions {
  /**
   * Value of the Host header; the port is left out when it is the default one of the scheme (RFC 6455 §4.1, item 4).
   */
  readonly host: string;
  /** Path and query of the URL, beginning with `/` (RFC 6455 §3, "resource name"). */
  readonly target: string;
  /** 16 bytes from a strong source of entropy, new for every connection (RFC 6455 §4.1, item 7). Not to be logged. */
  readonly key: Uint8Array;
  readonly sha1: Sha1;
  /** Value of the Origin header, which a browser must send (RFC 6455 §4.1, item 8). Default: none. */
  readonly origin?: string | undefined;
  /** Subprotocols to offer, in order of preference. Default: none. */
  readonly subprotocols?: readonly string[];
  /**
   * Whether an answer without a subprotocol fails the attempt when some were offered. RFC 6455 §4.1 lets it pass, the
   * WHATWG standard does not; pinned: default true.
   */
  readonly requireSubprotocol?: boolean;
  /** Extensions to offer, in order of preference. Default: none. */
  readonly extensions?: readonly ClientExtension[];
  /** More header lines, such as Authorization or Cookie; not those of the handshake. */
  readonly headers?: readonly HeaderLine[];
}

/** Result of `ClientHandshake.receive`. After `informational` another response head follows. */
export type HandshakeResult =
  | {
      readonly type: "accepted";
      readonly connection: Connection;
      /** `""` when none was agreed. */
      readonly subprotocol: string;
      /** The agreed extension, as the server answered it; empty when none was agreed. */
      readonly extensions: readonly ExtensionElement[];
    }
  | { readonly type: "failed"; readonly failure: HandshakeFailure }
  | { readonly type: "informational" };

/** What a request of every version of HTTP is made of. */
type OfferOptions = Omit<ClientHandshakeOptions, "key" | "sha1">;

const KEY_BYTES = 16;

/** One attempt to open a connection. */
export class ClientHandshake {
  /** The request to send. Nothing else may be sent before the response has come (RFC 6455 §4.1). */
  readonly request: RequestHead;
  readonly #options: ClientHandshakeOptions;
  readonly #key: string;

  /**
   * @throws UsageError when an option cannot be sent: wrong key length, malformed host, target, subprotocol or header.
   */
  constructor(options: ClientHandshakeOptions) {
    assertOptions(options);
    this.#options = options;
    this.#key = encodeBase64(options.key);
    this.request = {
      method: "GET",
      target: options.target,
      httpVersion: "1.1",
      headers: requestHeaders(options, this.#key),
    };
  }

  /**
   * Checks a response head; never throws because of it. Bytes that came after the head are frames (RFC 6455 §4.1).
   * @param connection options of the connection that an accepted handshake becomes.
   */
  receive(head: ResponseHead, connection: Omit<ConnectionOptions, "role" | "transform">): HandshakeResult {
    // RFC 9110 §15.2: other 1xx responses may come before the final one.
    if (head.status >= 100 && head.status < 200 && head.status !== 101) return { type: "informational" };
    // RFC 6455 §4.1: any other status is left to HTTP; no redirect is followed and no credential sent from here.
    if (head.status !== 101) return failed({ ...handshakeFailures["status-not-101"], status: head.status });
    const fields = new HandshakeFields(head.headers);
    const fault = findSwitchFault(head, fields) ?? this.#findAcceptFault(fields);
    if (fault !== undefined) return failed(handshakeFailures[fault]);
    return agree(fields, this.#options, connection);
  }

  #findAcceptFault(fields: HandshakeFields): HandshakeFailureId | undefined {
    const accept = fields.value("sec-websocket-accept");
    if (accept === undefined) return "accept-missing";
    // RFC 6455 §11.3.3: not more than once.
    if (fields.isRepeated("sec-websocket-accept")) return "accept-repeated";
    // RFC 6455 §4.1, response item 4: leading and trailing whitespace is ignored, nothing else.
    const isExpected = trimWhitespace(accept) === acceptKey(this.#key, this.#options.sha1);
    return isExpected ? undefined : "accept-mismatch";
  }
}

/**
 * What both sides agree on, whatever version of HTTP carries it: the connection, or why there is none.
 * @param fields of a response that is otherwise good.
 */
export function agree(
  fields: HandshakeFields,
  options: OfferOptions,
  connection: Omit<ConnectionOptions, "role" | "transform">,
): HandshakeResult {
  const agreed = agreedExtension(fields, options);
  if (typeof agreed === "string") return failed(handshakeFailures[agreed]);
  const subprotocolFault = findSubprotocolFault(fields, options);
  if (subprotocolFault !== undefined) return failed(handshakeFailures[subprotocolFault]);
  return {
    type: "accepted",
    connection: new Connection({ ...connection, role: "client", transform: agreed?.create() }),
    subprotocol: fields.value("sec-websocket-protocol") ?? "",
    extensions: agreed === undefined ? [] : [agreed.element],
  };
}

/** RFC 6455 §4.1, response item 5. */
function agreedExtension(
  fields: HandshakeFields,
  { extensions = [] }: OfferOptions,
): AgreedExtension | HandshakeFailureId | undefined {
  // RFC 6455 §11.3.2: not more than once in a response.
  if (fields.isRepeated("sec-websocket-extensions")) return "extensions-header-repeated";
  const answers = parseExtensions(fields.value("sec-websocket-extensions") ?? "");
  if (answers === undefined) return "extensions-malformed";
  return confirmExtensions(answers, extensions);
}

/** RFC 6455 §4.1, response item 6; names are compared with their case. */
function findSubprotocolFault(
  fields: HandshakeFields,
  { subprotocols = [], requireSubprotocol = true }: OfferOptions,
): HandshakeFailureId | undefined {
  const chosen = fields.value("sec-websocket-protocol");
  if (chosen === undefined) return subprotocols.length > 0 && requireSubprotocol ? "subprotocol-missing" : undefined;
  // RFC 6455 §11.3.4: not more than once in a response.
  if (fields.isRepeated("sec-websocket-protocol")) return "subprotocol-repeated";
  return subprotocols.includes(chosen) ? undefined : "subprotocol-not-offered";
}

/** A handshake that has failed. */
export function failed(failure: HandshakeFailure): HandshakeResult {
  return { type: "failed", failure };
}

/** RFC 6455 §4.1, response items 2 and 3. */
function findSwitchFault(head: ResponseHead, fields: HandshakeFields): HandshakeFailureId | undefined {
  if (head.httpVersion === "1.0") return "http-version";
  const upgrade = fields.value("upgrade");
  if (upgrade === undefined) return "upgrade-missing";
  if (!equalsIgnoringCase(upgrade, "websocket")) return "upgrade-not-websocket";
  return listIncludes(fields.value("connection") ?? "", "upgrade") ? undefined : "connection-not-upgrade";
}

function requestHeaders(options: ClientHandshakeOptions, key: string): HeaderLine[] {
  return [
    ["Host", options.host],
    ["Upgrade", "websocket"],
    ["Connection", "Upgrade"],
    ["Sec-WebSocket-Key", key],
    ...offerHeaders(options),
  ];
}

/** The header lines of a request that are the same in every version of HTTP, those of the application included. */
export function offerHeaders(options: OfferOptions): HeaderLine[] {
  const { origin, subprotocols = [], extensions = [], headers = [] } = options;
  const lines: HeaderLine[] = [["Sec-WebSocket-Version", String(webSocketVersion)]];
  if (origin !== undefined) lines.push(["Origin", origin]);
  if (subprotocols.length > 0) lines.push(["Sec-WebSocket-Protocol", subprotocols.join(", ")]);
  const offers = formatExtensions(extensions.flatMap((extension) => extension.offers()));
  if (offers !== "") lines.push(["Sec-WebSocket-Extensions", offers]);
  return [...lines, ...headers];
}

function assertOptions(options: ClientHandshakeOptions): void {
  if (options.key.length !== KEY_BYTES) throw invalid(`key must be ${KEY_BYTES} random bytes.`);
  assertRequestOptions(options);
}

/** Checks what goes into a request of every version of HTTP. @throws UsageError when it cannot be sent. */
export function assertRequestOptions(options: OfferOptions): void {
  const { host, target, origin, subprotocols = [], headers = [] } = options;
  if (parseHost(host) === undefined) throw invalid("host must be a host name or address with an optional port.");
  if (!isOriginForm(target)) throw invalid("target must begin with / and be visible ASCII without #.");
  if (origin !== undefined && !isFieldValue(origin)) throw invalid("origin must not hold control characters.");
  assertSubprotocols(subprotocols);
  assertExtraHeaders(headers);
  // RFC 6454 §7.3: one Origin at most.
  const origins = headerValues(headers, "origin").length + (origin === undefined ? 0 : 1);
  if (origins > 1) throw invalid("Give the origin once: as an option or as a header.");
}

function invalid(message: string): UsageError {
  return new UsageError("ERR_INVALID_ARGUMENT", message);
}
