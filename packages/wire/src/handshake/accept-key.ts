/**
 * Sec-WebSocket-Accept: how a server proves that it read a WebSocket handshake and not some other request.
 * SHA-1 is a port; it serves here as a fingerprint, not for security.
 */
import type { Sha1 } from "../ports.ts";
import { encodeBase64 } from "./base64.ts";
import { encodeLatin1 } from "./latin1.ts";

/** RFC 6455 §1.3: the GUID that no endpoint uses unless it understands the WebSocket protocol. */
const HANDSHAKE_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/**
 * The Sec-WebSocket-Accept for a Sec-WebSocket-Key, taken as the text that was sent, not decoded (RFC 6455 §4.2.2,
 * item 5.4).
 */
export function acceptKey(key: string, sha1: Sha1): string {
  return encodeBase64(sha1(encodeLatin1(key + HANDSHAKE_GUID)));
}
