/**
 * Which requests a server of the `ws` entry upgrades: the rules of `ws`, in its order, with the parsers of @longwire/wire.
 * It decides from the head alone; whom to let in is the program's business.
 */
import type { IncomingMessage } from "node:http";
import { type ExtensionElement, isBase64Of16Bytes, parseExtensions, parseSubprotocols } from "@longwire/wire";

/** Why a request is refused. */
export interface Fault {
  readonly status: number;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the handshake needs of a good request. */
export interface CheckedUpgrade {
  readonly key: string;
  readonly version: number;
  /** Offered subprotocols, in the client's order. */
  readonly protocols: Set<string>;
  /** Offered extensions, in the client's order. */
  readonly extensions: readonly ExtensionElement[];
}

/** Versions that differ in the name of the Origin header only. */
const versions: readonly number[] = [13, 8];

/** The fault of the request line and the headers that every handshake needs (RFC 6455 §4.2.1). */
export function findFault(request: IncomingMessage): Fault | undefined {
  const { headers, method } = request;
  if (method !== "GET") return { status: 405, message: "Invalid HTTP method" };
  if (headers.upgrade?.toLowerCase() !== "websocket") return { status: 400, message: "Invalid Upgrade header" };
  if (!isBase64Of16Bytes(headers["sec-websocket-key"] ?? "")) {
    return { status: 400, message: "Missing or invalid Sec-WebSocket-Key header" };
  }
  if (!versions.includes(Number(headers["sec-websocket-version"]))) {
    const message = "Missing or invalid Sec-WebSocket-Version header";
    return { status: 400, message, headers: { "Sec-WebSocket-Version": versions.join(", ") } };
  }
  return undefined;
}

/** Reads a request in which `findFault` found nothing. @param hasExtension false: what is offered is not looked at. */
export function readUpgrade({ headers }: IncomingMessage, hasExtension: boolean): CheckedUpgrade | Fault {
  const offered = headers["sec-websocket-protocol"];
  const protocols = offered === undefined ? [] : parseSubprotocols(offered);
  if (protocols === undefined || (offered !== undefined && protocols.length === 0)) {
    return { status: 400, message: "Invalid Sec-WebSocket-Protocol header" };
  }
  const offers = hasExtension ? headers["sec-websocket-extensions"] : undefined;
  const extensions = offers === undefined ? [] : parseExtensions(offers);
  // RFC 6455 §9.1; an offer that is well formed and not acceptable is declined instead (RFC 7692 §5).
  if (extensions === undefined || (offers !== undefined && extensions.length === 0)) {
    return { status: 400, message: "Invalid or unacceptable Sec-WebSocket-Extensions header" };
  }
  return {
    extensions,
    key: headers["sec-websocket-key"] ?? "",
    version: Number(headers["sec-websocket-version"]),
    protocols: new Set(protocols),
  };
}
