/**
 * Makes text of strangers safe to print: no control character reaches a terminal, and nothing looks like what it is not.
 * It knows characters; who prints them where is for others.
 */
import { TextDecoder } from "node:util";

/** C0 and C1 controls, line and paragraph separators, and the characters that turn the direction of writing. */
const UNSAFE = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const SHORT_FORMS: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escapeCharacter(character: string): string {
  const short = SHORT_FORMS[character];
  if (short !== undefined) return short;
  const code = character.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
}

/** `text` with unsafe characters as `\n`, `\x1b`, `\u202e` …; those in `keep` stay. A backslash stays as it is. */
export function escapeControls(text: string, keep = ""): string {
  return text.replace(UNSAFE, (character) => (keep.includes(character) ? character : escapeCharacter(character)));
}

/** Length of the UTF-8 sequence that begins with `lead` (RFC 3629 §3); 1 for a byte that begins none. */
function sequenceLength(lead: number): number {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 1;
}

/** The character at `at` and how many bytes it takes; a byte that is no part of valid UTF-8 is shown as `\xNN`. */
function readCharacter(bytes: Uint8Array, at: number, decoder: TextDecoder): readonly [shown: string, length: number] {
  const lead = bytes[at] as number; // `at` is below bytes.length
  const sequence = bytes.subarray(at, at + sequenceLength(lead));
  try {
    const character = decoder.decode(sequence);
    return [character === '"' || character === "\\" ? `\\${character}` : escapeControls(character), sequence.length];
  } catch {
    return [`\\x${lead.toString(16).padStart(2, "0")}`, 1];
  }
}

/** Bytes as text in quotes, with escapes; every byte can be read back from it, valid UTF-8 or not. */
export function quoteBytes(bytes: Uint8Array): string {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const [shown, length] = readCharacter(bytes, at, decoder);
    text += shown;
    at += length;
  }
  return `"${text}"`;
}
