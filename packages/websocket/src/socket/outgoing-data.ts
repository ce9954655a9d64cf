/**
 * What `send`, `ping` and `pong` accept, as the bytes or the string that go on the wire.
 * Anything else is refused: a number or an object would once have sent memory that nobody meant to send.
 */
import { UsageError } from "@longwire/wire";

/** Data of a message. A view is sent as exactly its own bytes; strings become UTF-8, lone surrogates U+FFFD. */
export type OutgoingData = string | ArrayBuffer | SharedArrayBuffer | ArrayBufferView;

/** The bytes of `data`, not copied; strings stay strings. @throws UsageError `ERR_INVALID_ARGUMENT` for anything else. */
export function toStringOrBytes(data: OutgoingData): string | Uint8Array {
  if (typeof data === "string" || data instanceof Uint8Array) return data;
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (data instanceof ArrayBuffer || data instanceof SharedArrayBuffer) return new Uint8Array(data);
  throw new UsageError(
    "ERR_INVALID_ARGUMENT",
    `cannot send ${describe(data)}: pass a string, a Buffer, a typed array, a DataView or an ArrayBuffer`,
  );
}

/** The bytes of `data`, strings as UTF-8. @throws UsageError `ERR_INVALID_ARGUMENT`. */
export function toBytes(data: OutgoingData): Uint8Array {
  const value = toStringOrBytes(data);
  return typeof value === "string" ? Buffer.from(value, "utf8") : value;
}

function describe(value: unknown): string {
  if (value instanceof Blob) return "a Blob (await its bytes() first)";
  return value === null ? "null" : `a value of type ${typeof value}`;
}
