/**
 * The PROXY protocol, versions 1 and 2 (haproxy.org/download/2.6/doc/proxy-protocol.txt): a header before everything else on
 * a connection in which a proxy says whom it connects. It reads bytes; whether the sender may be believed is not known here.
 */
import { isIPv4, isIPv6 } from "node:net";

/** The client for whom a proxy has connected. */
export interface ProxiedClient {
  readonly address: string;
  readonly port: number;
}

/** What has been read. Without `client` the proxy speaks for itself (a health check), or of an address that is none. */
export type ProxyHeaderReading =
  | { readonly type: "incomplete" }
  | { readonly type: "malformed" }
  | { readonly type: "header"; readonly client: ProxiedClient | undefined; readonly consumed: number };

/** Longest header of version 1, with its line end (§2.1). */
const MAX_TEXT_BYTES = 107;
/** Longest header of version 2 that is read; the format allows 64 KiB, addresses and usual additions need some hundred. */
const MAX_BINARY_BYTES = 4096;
const TEXT_START = Buffer.from("PROXY ", "latin1");
const SIGNATURE = Buffer.from("\r\n\r\n\0\r\nQUIT\n", "latin1");
const FIXED_BYTES = 16;

const INCOMPLETE = { type: "incomplete" } as const;
const MALFORMED = { type: "malformed" } as const;

/** Reads one header, in any cut. */
export class ProxyHeaderReader {
  #bytes: Buffer = Buffer.alloc(0);

  /** `consumed` counts bytes of this call. After a header or a fault the reader is spent. */
  receive(bytes: Uint8Array): ProxyHeaderReading {
    const before = this.#bytes.length;
    // No more than a header may have is kept.
    const all = Buffer.concat([this.#bytes, bytes.subarray(0, MAX_BINARY_BYTES - before)]);
    this.#bytes = all;
    const reading = startsLike(all, TEXT_START) ? readText(all) : readBinary(all);
    return reading.type === "header" ? { ...reading, consumed: reading.consumed - before } : reading;
  }
}

function startsLike(all: Buffer, start: Buffer): boolean {
  const length = Math.min(all.length, start.length);
  return all.compare(start, 0, length, 0, length) === 0;
}

/** §2.1: `PROXY TCP4 192.0.2.1 192.0.2.2 56324 443` and CRLF. */
function readText(all: Buffer): ProxyHeaderReading {
  const end = all.indexOf("\r\n");
  if (end < 0) return all.length >= MAX_TEXT_BYTES ? MALFORMED : INCOMPLETE;
  const consumed = end + 2;
  if (consumed > MAX_TEXT_BYTES) return MALFORMED;
  const [, family, source = "", target = "", sourcePort = "", targetPort = "", ...rest] = all
    .toString("latin1", 0, end)
    .split(" ");
  if (family === "UNKNOWN") return { type: "header", client: undefined, consumed };
  const isAddress = family === "TCP4" ? isIPv4 : family === "TCP6" ? isIPv6 : undefined;
  if (isAddress === undefined || rest.length > 0 || !isAddress(source) || !isAddress(target)) return MALFORMED;
  if (!isPort(sourcePort) || !isPort(targetPort)) return MALFORMED;
  return { type: "header", client: { address: source, port: Number(sourcePort) }, consumed };
}

function isPort(text: string): boolean {
  return /^(0|[1-9]\d{0,4})$/.test(text) && Number(text) <= 65_535;
}

/** §2.2: signature, version and command, family, length, addresses, and additions that are skipped. */
function readBinary(all: Buffer): ProxyHeaderReading {
  if (!startsLike(all, SIGNATURE)) return MALFORMED;
  if (all.length < FIXED_BYTES) return INCOMPLETE;
  const [version, command] = [all.readUInt8(12) >> 4, all.readUInt8(12) & 0x0f];
  const consumed = FIXED_BYTES + all.readUInt16BE(14);
  if (version !== 2 || command > 1 || consumed > MAX_BINARY_BYTES) return MALFORMED;
  if (all.length < consumed) return INCOMPLETE;
  // Command 0, LOCAL: a connection of the proxy itself.
  if (command === 0) return { type: "header", client: undefined, consumed };
  const client = readAddresses(all.subarray(FIXED_BYTES, consumed), all.readUInt8(13));
  return client === "malformed" ? MALFORMED : { type: "header", client, consumed };
}

function readAddresses(body: Buffer, family: number): ProxiedClient | undefined | "malformed" {
  if (family === 0x11) {
    if (body.length < 12) return "malformed";
    return { address: body.subarray(0, 4).join("."), port: body.readUInt16BE(8) };
  }
  if (family === 0x21) {
    if (body.length < 36) return "malformed";
    return { address: formatIPv6(body), port: body.readUInt16BE(32) };
  }
  // AF_UNSPEC, or a kind that has no address of a client (§2.2: "should be ignored").
  return undefined;
}

/** As `URL` writes it, which is the short form of RFC 5952. */
function formatIPv6(body: Buffer): string {
  const groups = Array.from({ length: 8 }, (_, i) => body.readUInt16BE(2 * i).toString(16));
  return new URL(`http://[${groups.join(":")}]/`).hostname.slice(1, -1);
}
