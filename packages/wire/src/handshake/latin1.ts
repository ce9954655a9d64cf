/**
 * Bytes to text and back, one byte a character (ISO 8859-1), as HTTP/1.1 heads are read and written.
 * It judges no byte; the scanners and the encoder do that.
 */

/** Most bytes turned into a string by one call of `String.fromCharCode`, whose arguments go on the stack. */
const MAX_ARGUMENTS = 4096;

/** The bytes from `start` up to `end` (excluded) as text. */
export function decodeLatin1(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let at = start; at < end; at += MAX_ARGUMENTS) {
    const part = bytes.subarray(at, Math.min(end, at + MAX_ARGUMENTS));
    text += Reflect.apply(String.fromCharCode, undefined, part);
  }
  return text;
}

/** `text` as bytes. The caller has made sure that no character is above U+00FF. */
export function encodeLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}
