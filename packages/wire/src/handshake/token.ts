/**
 * The token, the word of which methods, header names, subprotocols and extensions are made.
 * RFC 6455 takes it from RFC 2616 §2.2; RFC 9110 §5.6.2 has the same set of characters.
 */

const SYMBOLS = "!#$%&'*+-.^_`|~";
const ALPHANUMERICS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

const isTokenByCode: readonly boolean[] = Array.from({ length: 128 }, (_, code) =>
  `${SYMBOLS}${ALPHANUMERICS}`.includes(String.fromCharCode(code)),
);

/** Whether a character code may stand in a token. */
export function isTokenCode(code: number): boolean {
  return code < 128 && isTokenByCode[code] === true;
}

/** Whether `text` is a token: at least one character, and only token characters. */
export function isToken(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    if (!isTokenCode(text.charCodeAt(at))) return false;
  }
  return text.length > 0;
}
