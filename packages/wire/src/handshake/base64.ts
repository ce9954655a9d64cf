/**
 * The base64 of the handshake (RFC 4648 §4): encode a nonce or a digest, and recognise a Sec-WebSocket-Key.
 * It does not decode, because the handshake uses the key as text only (RFC 6455 §4.2.2).
 */
import { isDigit } from "./digit.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** 16 bytes are 22 base64 characters and two of padding. */
const KEY_CHARACTERS = 22;
const KEY_PADDING = "==";

/** Base64 of `bytes`, padded. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    text += ALPHABET.charAt(group >> 18);
    text += ALPHABET.charAt((group >> 12) & 63);
    text += at + 1 < bytes.length ? ALPHABET.charAt((group >> 6) & 63) : "=";
    text += at + 2 < bytes.length ? ALPHABET.charAt(group & 63) : "=";
  }
  return text;
}

/**
 * Whether `text` is base64 of exactly 16 bytes (RFC 6455 §4.2.1, item 5).
 * The four bits that pad the last character may be anything: the example of §4.1, `AQIDBAUGBwgJCgsMDQ4PEC==`, has them
 * set.
 */
export function isBase64Of16Bytes(text: string): boolean {
  if (text.length !== KEY_CHARACTERS + KEY_PADDING.length || !text.endsWith(KEY_PADDING)) return false;
  for (let at = 0; at < KEY_CHARACTERS; at += 1) {
    if (!isBase64Code(text.charCodeAt(at))) return false;
  }
  return true;
}

function isBase64Code(code: number): boolean {
  const isUpper = code >= 0x41 && code <= 0x5a;
  const isLower = code >= 0x61 && code <= 0x7a;
  const isPlusOrSlash = code === 0x2b || code === 0x2f;
  return isDigit(code) || isUpper || isLower || isPlusOrSlash;
}
