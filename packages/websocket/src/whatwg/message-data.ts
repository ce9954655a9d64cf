/**
 * A received message as the value that a script gets. It knows bytes; `binaryType` is its caller's business.
 */

/** The text of a message that is valid UTF-8; a byte order mark stays. */
export function messageText(payload: Uint8Array): string {
  return Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString("utf8");
}

/** The bytes in an ArrayBuffer of exactly their size: the payload's own memory, or a copy where that is larger. */
export function messageBuffer(payload: Uint8Array): ArrayBuffer {
  const { buffer, byteLength } = payload;
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? buffer : new Uint8Array(payload).buffer;
}
