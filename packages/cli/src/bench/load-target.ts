/**
 * The server that is measured: its URL taken apart, its address looked up once, and the request that opens a WebSocket.
 */

import { createHash } from "node:crypto";
import { lookup } from "node:dns/promises";
import { acceptKey } from "@longwire/wire";
import { CommandError, exitCodes } from "../command-error.ts";

/** One key for all: the server computes its answer in any case, and the generator need not. RFC 6455 §4.1 asks clients for a new one. */
const KEY = "dGhlIHNhbXBsZSBub25jZQ==";
const ACCEPT = acceptKey(KEY, (text) => createHash("sha1").update(text).digest());
const MAX_HEAD_CHARACTERS = 16 * 1024;

/** How TLS servers are trusted. */
export interface LoadTls {
  /** Certificates to trust, in PEM. */
  readonly ca: Buffer | undefined;
  readonly isInsecure: boolean;
}

/** Where to connect, and what to say there. */
export interface LoadTarget {
  readonly url: string;
  readonly address: string;
  readonly port: number;
  readonly serverName: string;
  /** `undefined` for `ws:`. */
  readonly tls: LoadTls | undefined;
  readonly requestHead: string;
}

function parseUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null) throw new CommandError(`"${text}" is not a URL`);
  if (url.protocol !== "ws:" && url.protocol !== "wss:")
    throw new CommandError(`"${text}" begins with neither ws: nor wss:`);
  if (url.hash !== "") throw new CommandError("a WebSocket URL has no fragment"); // RFC 6455 §3
  return url;
}

/** Its frames are made once, so none refers to another. */
const DEFLATE_OFFER = "Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover\r\n";

/** Reads the URL and looks its host up. Rejects with a `CommandError` when it is none, or the host has no address. */
export async function findTarget(text: string, tls: LoadTls, isDeflated = false): Promise<LoadTarget> {
  const url = parseUrl(text);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const { address } = await lookup(host).catch((error: Error) => {
    throw new CommandError(`cannot find ${host}: ${error.message}`, exitCodes.failed);
  });
  const isTls = url.protocol === "wss:";
  return {
    url: text,
    address,
    port: Number(url.port) || (isTls ? 443 : 80),
    serverName: host,
    tls: isTls ? tls : undefined,
    requestHead:
      `GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: ${url.host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Key: ${KEY}\r\nSec-WebSocket-Version: 13\r\n${isDeflated ? DEFLATE_OFFER : ""}\r\n`,
  };
}

/** How many characters the head of `text` has, 0 while it is incomplete. @throws CommandError when it is no acceptance. */
export function acceptedHeadLength(text: string): number {
  const end = text.indexOf("\r\n\r\n");
  if (end < 0) {
    if (text.length <= MAX_HEAD_CHARACTERS) return 0;
    throw new CommandError("the server's response has no end", exitCodes.failed);
  }
  if (text.startsWith("HTTP/1.1 101 ") && text.includes(ACCEPT)) return end + 4;
  const line = text.slice(0, text.indexOf("\r\n"));
  throw new CommandError(`the server did not open a WebSocket; it answered "${line}"`, exitCodes.failed);
}
