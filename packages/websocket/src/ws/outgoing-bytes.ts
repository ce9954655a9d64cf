/**
 * What `send`, `ping` and `pong` of the `ws` entry accept, as bytes: everything that `Buffer.from` takes, and Blobs.
 */

/** Data to send, as `ws` types it. */
export type BufferLike =
  | string
  | Buffer
  | DataView
  | number
  | ArrayBufferView
  | Uint8Array
  | ArrayBuffer
  | SharedArrayBuffer
  | Blob
  | readonly unknown[]
  | { valueOf(): ArrayBuffer | SharedArrayBuffer | Uint8Array | readonly number[] | string }
  | { [Symbol.toPrimitive](hint: string): string };

/** Whether `data` is a Blob or File, also of another realm or a package of its own. */
export function isBlob(data: unknown): data is Blob {
  if (data instanceof Blob) return true;
  if (typeof data !== "object" || data === null) return false;
  const tag = (data as { readonly [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
  return (tag === "Blob" || tag === "File") && "arrayBuffer" in data && "stream" in data;
}

/** The bytes of `data`, not copied where it has some; strings stay strings. @throws TypeError as `Buffer.from`. */
export function toStringOrBytes(data: unknown): string | Uint8Array {
  if (typeof data === "string" || data instanceof Uint8Array) return data;
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (data instanceof ArrayBuffer || data instanceof SharedArrayBuffer) return new Uint8Array(data);
  return Buffer.from(data as string); // anything else: `Buffer.from` takes it or throws a TypeError
}

/** How many bytes `data` has on the wire. */
export function byteLengthOf(data: unknown): number {
  if (isBlob(data)) return data.size;
  const value = toStringOrBytes(data);
  return typeof value === "string" ? Buffer.byteLength(value) : value.length;
}
