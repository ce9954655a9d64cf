/**
 * The length before a message: a varint of at most five bytes, as in every Protobuf library.
 */

/** `bytes` after their length. */
export function writeLength(bytes: Uint8Array): Uint8Array {
  const prefix: number[] = [];
  let rest = bytes.length;
  while (rest > 0x7f) {
    prefix.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  prefix.push(rest);
  const all = new Uint8Array(prefix.length + bytes.length);
  all.set(prefix);
  all.set(bytes, prefix.length);
  return all;
}

/** The length at `bytes[at]` and where the message begins; -1 when it is cut off or above 2^31 − 1. */
export function readLength(bytes: Uint8Array, at: number): { readonly length: number; readonly next: number } {
  let length = 0;
  for (let i = 0; i < 5; i += 1) {
    const byte = bytes[at + i];
    if (byte === undefined) break;
    length += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { length: length < 2 ** 31 ? length : -1, next: at + i + 1 };
  }
  return { length: -1, next: at };
}
