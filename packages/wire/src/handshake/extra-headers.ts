/**
 * Header lines that the application adds to a handshake: what it may not touch.
 * The handshake writes its own headers; one more of them, or another value, would break it or smuggle a request.
 */
import { UsageError } from "../usage-error.ts";
import { assertHeaderLine } from "./encode-head.ts";
import type { HeaderLine } from "./head.ts";

const reserved: ReadonlySet<string> = new Set([
  "host",
  "upgrade",
  "connection",
  "content-length",
  "transfer-encoding",
  "expect",
]);

const RESERVED_PREFIX = "sec-websocket-";

/**
 * Checks added header lines.
 * @throws UsageError for Host, Upgrade, Connection, Content-Length, Transfer-Encoding, Expect and every Sec-WebSocket-*
 * header, and for names or values that cannot be sent (RFC 9110 §5.5), such as a value with CR or LF.
 */
export function assertExtraHeaders(headers: readonly HeaderLine[]): void {
  for (const header of headers) {
    assertHeaderLine(header);
    const name = header[0].toLowerCase();
    if (reserved.has(name) || name.startsWith(RESERVED_PREFIX)) {
      throw new UsageError("ERR_INVALID_ARGUMENT", `Leave out the header ${header[0]}: the handshake sets it itself.`);
    }
  }
}
