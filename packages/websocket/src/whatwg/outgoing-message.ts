/**
 * The argument of `send`: `(BufferSource or Blob or USVString)` as what goes on the wire, and its size.
 * It knows conversions; it sends nothing.
 */
import { isArrayBuffer, isSharedArrayBuffer } from "node:util/types";
import { toDomString } from "./web-idl.ts";

/** A message to send. Strings may hold lone surrogates; they are encoded as U+FFFD. Bytes are the caller's, not copied. */
export type OutgoingMessage = string | Uint8Array | Blob;

const EMPTY = new Uint8Array(0);
const blobSize = Object.getOwnPropertyDescriptor(Blob.prototype, "size")?.get;

/** Converts any value. @throws TypeError for views on shared and for all on resizable memory, as Web IDL without `[AllowShared]`, `[AllowResizable]`. */
export function toOutgoingMessage(data: unknown): OutgoingMessage {
  if (typeof data === "string") return data;
  if (data instanceof Blob) return data;
  if (ArrayBuffer.isView(data)) return viewBytes(data);
  if (isArrayBuffer(data)) {
    if (data.resizable) throw new TypeError("The ArrayBuffer must not be resizable.");
    // A detached one has no bytes, and no view can be made on it.
    return data.byteLength === 0 ? EMPTY : new Uint8Array(data);
  }
  return toDomString(data);
}

/** Bytes of application data: what `bufferedAmount` counts. */
export function messageBytes(message: OutgoingMessage): number {
  if (typeof message === "string") return Buffer.byteLength(message, "utf8");
  // The platform's own size: a subclass may say otherwise.
  return message instanceof Blob
    ? (Reflect.apply(blobSize as () => number, message, []) as number)
    : message.byteLength;
}

function viewBytes(view: ArrayBufferView): Uint8Array {
  const { buffer } = view;
  if (isSharedArrayBuffer(buffer)) throw new TypeError("The ArrayBufferView must not be on shared memory.");
  if (buffer.resizable) throw new TypeError("The ArrayBufferView must not be on a resizable ArrayBuffer.");
  if (view.byteLength === 0) return EMPTY;
  return view instanceof Uint8Array ? view : new Uint8Array(buffer, view.byteOffset, view.byteLength);
}
