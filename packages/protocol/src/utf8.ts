/**
 * Text to UTF-8 and back, by the runtime's own encoder: it exists everywhere, but no type of ECMAScript names it.
 */
import { getTextEncoding } from "@bufbuild/protobuf/wire";

/** UTF-8 of `text`; lone surrogates become U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  return getTextEncoding().encodeUtf8(text);
}

/** The text of `bytes`, or `undefined` when they are no UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return getTextEncoding().decodeUtf8(bytes, true);
  } catch (error) {
    // What the decoder throws for bytes that are no UTF-8; here that is an answer.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
