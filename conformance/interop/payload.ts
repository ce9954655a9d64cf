/**
 * Messages that both ends of an interop test can make for themselves, so that content is compared where it arrives and
 * megabytes need not be carried into a browser and back. It knows type and length only.
 */

/** A message to be made. */
export interface Payload {
  readonly type: "text" | "binary";
  /** Bytes; of text, in UTF-8. */
  readonly length: number;
}

/** The borders of the frame header's length forms (RFC 6455 §5.2) and what people send. */
const lengths: readonly number[] = [0, 1, 125, 126, 127, 65_535, 65_536, 1 << 20, 16 << 20];

/** Every length as text and as binary. */
export const payloads: readonly Payload[] = lengths.flatMap((length) => [
  { type: "text", length },
  { type: "binary", length },
]);

/** The small ones among `payloads`. */
export const smallPayloads: readonly Payload[] = payloads.filter(({ length }) => length <= 65_536);

/** Makes a message. It stands alone, since it also runs in a page: characters of one to four bytes, and all byte values. */
export function makePayload({ type, length }: Payload): string | Uint8Array {
  if (type === "text") return "aé€😀".repeat(Math.floor(length / 10)) + "x".repeat(length % 10);
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i += 1) bytes[i] = (i * 31 + (i >> 8) + length) & 255;
  return bytes;
}

/** What differs between `payload` and a message that arrived, or "". It stands alone, as `makePayload` does. */
export function compare(expected: string | Uint8Array, received: unknown): string {
  if (typeof expected === "string") {
    if (expected === received) return "";
    return `text of ${expected.length} characters, received ${typeof received} of ${(received as string).length}`;
  }
  const bytes = received instanceof ArrayBuffer ? new Uint8Array(received) : (received as Uint8Array);
  if (!(bytes instanceof Uint8Array)) return `binary of ${expected.length} bytes, received ${typeof received}`;
  if (bytes.length !== expected.length) return `binary of ${expected.length} bytes, received ${bytes.length}`;
  for (let i = 0; i < bytes.length; i += 1) if (bytes[i] !== expected[i]) return `binary differs at ${i}`;
  return "";
}
