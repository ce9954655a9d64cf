/**
 * How the end of a message is found in DEFLATE, which does not say it: the tail that the sender removed is put back
 * (RFC 7692 §7.2.2), and a final block behind it. Whoever decompresses must arrive exactly there.
 */

/** The tail, and an empty final stored block. */
const EPILOGUE: readonly number[] = [0x00, 0x00, 0xff, 0xff, 0x01, 0x00, 0x00, 0xff, 0xff];
const TAIL_BYTES = 4;

/** Bytes that `withEpilogue` adds. */
export const EPILOGUE_BYTES = 9;

/** `payload`, from `from` on, with its epilogue, in `target` or in new memory. */
export function withEpilogue(payload: Uint8Array, from: number, target?: Uint8Array): Uint8Array {
  const length = payload.length - from;
  const bytes = target ?? Buffer.allocUnsafe(length + EPILOGUE_BYTES);
  bytes.set(from === 0 ? payload : payload.subarray(from), 0);
  bytes.set(EPILOGUE, length);
  return bytes;
}

/**
 * What it means that decompression ended after `consumed` bytes of a payload of `length` bytes and its epilogue.
 * "more": the payload itself had a final block, and others may follow it (RFC 7692 §7.2.3.4).
 */
export function judgeEnd(consumed: number, length: number): "complete" | "more" | "broken" {
  if (consumed === length + EPILOGUE_BYTES) return "complete";
  // A final block at the very end, without the byte that §7.2.3.4 wants behind it; or one that the tail completes.
  if (consumed === length || consumed === length + TAIL_BYTES) return "complete";
  return consumed < length ? "more" : "broken";
}
