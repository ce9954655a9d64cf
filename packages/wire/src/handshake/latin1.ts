/**
 * Bytes to text and back, one byte a character (ISO 8859-1), as HTTP/1.1 heads are read and written.
 * It judges no byte; the scanners and the encoder do that.
 */

/** Most bytes turned into a string by one call of `String.fromCharCode`, whose arguments go on the stack. */
const MAX_ARGUMENTS = 4096;

/** The bytes from `start` up to `end` (excluded) as text. */
export function decodeLatin1(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let from = start; from < end; from += MAX_ARGUMENTS) {
    // A plain array: arguments from typed memory take twice as long.
    const codes: number[] = [];
    for (let at = from; at < end && at < from + MAX_ARGUMENTS; at += 1) codes.push(bytes[at] as number);
    text += String.fromCharCode(...codes);
  }
  return text;
}

/** `text` as bytes. The caller has made sure that no character is above U+00FF. */
export function encodeLatin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}
