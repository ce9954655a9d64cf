/**
 * Bytes as people write them in tests: hexadecimal with comments, quoted text and repetition.
 * It knows no protocol; frames are only bytes here.
 */

const encoder = new TextEncoder();

/**
 * Reads bytes from their notation: `81 05 "Hello" # a comment`, and `61*1000` for a thousand times 61.
 * Text in double quotes stands for its UTF-8 (no escapes); `#` outside quotes begins a comment that ends with the line.
 * @throws Error with the line when the notation is wrong, so that a slip in a test cannot pass as other bytes.
 */
export function parseHex(text: string): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const line of text.split("\n")) parts.push(...parseLine(line));
  return joinBytes(parts);
}

/** Puts byte arrays together to one. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** `bytes` as two digits each with a space between: "81 05 48". */
export function formatHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
}

function* parseLine(line: string): Generator<Uint8Array> {
  // A quoted text, a comment to the end of the line, or a run without blanks.
  for (const [token] of line.matchAll(/"[^"]*"|#.*|[^\s"#]+/g)) {
    if (token.startsWith("#")) return;
    yield token.startsWith('"') ? encoder.encode(token.slice(1, -1)) : parseToken(token, line);
  }
}

function parseToken(token: string, line: string): Uint8Array {
  const match = /^((?:[0-9a-f]{2})+)(?:\*(\d+))?$/i.exec(token);
  if (match === null) throw new Error(`not hexadecimal: ${token} in: ${line}`);
  const digits = match[1] ?? "";
  const unit = Uint8Array.from({ length: digits.length / 2 }, (_, i) =>
    Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16),
  );
  const times = match[2] === undefined ? 1 : Number(match[2]);
  const bytes = new Uint8Array(unit.length * times);
  for (let i = 0; i < times; i += 1) bytes.set(unit, i * unit.length);
  return bytes;
}
