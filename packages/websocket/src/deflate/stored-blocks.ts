/**
 * Bytes as stored blocks of DEFLATE (RFC 1951 §3.2.4): as they are, with five bytes before each 64 KiB.
 * It compresses nothing; it puts a window into an inflater, and stands in where a compressor fails.
 */

const MAX_BLOCK_BYTES = 0xffff;
const HEADER_BYTES = 5;

/** `00 00 ff ff` behind the header bits of an empty stored block that is not the last (RFC 7692 §7.2.1). */
const TAIL: readonly number[] = [0x00, 0x00, 0x00, 0xff, 0xff];

/** `data` in blocks of which none is final, and an empty one behind them. */
export function storedBlocks(data: Uint8Array): Uint8Array {
  const blocks = Math.ceil(data.length / MAX_BLOCK_BYTES);
  const bytes = Buffer.allocUnsafe(data.length + blocks * HEADER_BYTES + TAIL.length);
  let to = 0;
  for (let from = 0; from < data.length; from += MAX_BLOCK_BYTES) {
    const length = Math.min(MAX_BLOCK_BYTES, data.length - from);
    bytes[to] = 0x00;
    bytes.writeUInt16LE(length, to + 1);
    bytes.writeUInt16LE(length ^ 0xffff, to + 3);
    bytes.set(data.subarray(from, from + length), to + HEADER_BYTES);
    to += HEADER_BYTES + length;
  }
  bytes.set(TAIL, to);
  return bytes;
}
