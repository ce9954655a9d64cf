/**
 * What `message` listeners of the `ws` entry get for a payload, by `binaryType`.
 */
import { EMPTY } from "./empty-buffer.ts";

/** What binary messages arrive as. */
export type BinaryType = "nodebuffer" | "arraybuffer" | "fragments" | "blob";

/** Data of a `message` event; a `Blob` too when `binaryType` is "blob". */
export type RawData = Buffer | ArrayBuffer | Buffer[];

/** Every `BinaryType`. */
export const binaryTypes: readonly string[] = ["nodebuffer", "arraybuffer", "fragments", "blob"];

/** Bytes as a Buffer over the same memory. */
export function asBuffer(bytes: Uint8Array): Buffer {
  if (bytes.length === 0) return EMPTY;
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A binary message in the form of `binaryType`. @param fragmentEnds where its fragments end; without, it is one. */
export function toRawData(
  payload: Uint8Array,
  binaryType: BinaryType,
  fragmentEnds: readonly number[] = [payload.length],
): RawData | Blob {
  const bytes = asBuffer(payload);
  if (binaryType === "nodebuffer") return bytes;
  if (binaryType === "blob") return new Blob([new Uint8Array(bytes)]);
  if (binaryType === "fragments") return cut(bytes, fragmentEnds);
  const copy = new ArrayBuffer(bytes.length);
  new Uint8Array(copy).set(bytes);
  return copy;
}

/** Empty fragments leave no trace. */
function cut(bytes: Buffer, ends: readonly number[]): Buffer[] {
  const fragments: Buffer[] = [];
  let from = 0;
  for (const end of ends) {
    if (end > from) fragments.push(bytes.subarray(from, end));
    from = end;
  }
  return fragments;
}
