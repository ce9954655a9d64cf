/**
 * Strings to UTF-8 and back for runtimes of which nothing is known: no TextEncoder, no Buffer.
 * A lone surrogate becomes U+FFFD, as a USVString does (Web IDL); so every string can be sent.
 */

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/** Bytes that `text` has in UTF-8. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) {
      length += 1;
    } else if (isHighSurrogate(unit) && isLowSurrogate(text.charCodeAt(i + 1))) {
      length += 2; // two units, four bytes
      i += 1;
    } else {
      length += 2;
    }
  }
  return length;
}

/** Writes `text` at `at` in UTF-8. `target` must have room (`utf8Length`). @returns the index after it. */
export function writeUtf8(text: string, target: Uint8Array, at: number): number {
  let out = at;
  for (let i = 0; i < text.length; i += 1) {
    let point = text.charCodeAt(i);
    if (point < 0x80) {
      target[out++] = point;
      continue;
    }
    if (point < 0x800) {
      target[out++] = 0xc0 | (point >> 6);
      target[out++] = 0x80 | (point & 0x3f);
      continue;
    }
    if (isHighSurrogate(point) && isLowSurrogate(text.charCodeAt(i + 1))) {
      i += 1;
      point = 0x10000 + ((point & 0x3ff) << 10) + (text.charCodeAt(i) & 0x3ff);
      target[out++] = 0xf0 | (point >> 18);
      target[out++] = 0x80 | ((point >> 12) & 0x3f);
    } else {
      if (isHighSurrogate(point) || isLowSurrogate(point)) point = 0xfffd;
      target[out++] = 0xe0 | (point >> 12);
    }
    target[out++] = 0x80 | ((point >> 6) & 0x3f);
    target[out++] = 0x80 | (point & 0x3f);
  }
  return out;
}

/** `text` in UTF-8, as bytes of its own. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(utf8Length(text));
  writeUtf8(text, bytes, 0);
  return bytes;
}

/**
 * The string that UTF-8 bytes mean. What no text can have becomes U+FFFD, as in the WHATWG Encoding standard; so bytes
 * that were not validated (`utf8-validator.ts`) do no harm.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  let text = "";
  let i = 0;
  while (i < bytes.length) {
    const lead = bytes[i++] as number; // below the length
    if (lead < 0x80) {
      text += String.fromCharCode(lead);
      continue;
    }
    const wanted = continuationsAfter(lead);
    // RFC 3629 §4: narrower after four leads, against overlong forms, surrogates and points beyond U+10FFFF.
    let lower = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
    let upper = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
    let point = lead & (0x3f >> wanted);
    let found = 0;
    for (; found < wanted; found += 1, i += 1) {
      const byte = bytes[i];
      if (byte === undefined || byte < lower || byte > upper) break;
      point = (point << 6) | (byte & 0x3f);
      lower = 0x80;
      upper = 0xbf;
    }
    text += wanted > 0 && found === wanted ? String.fromCodePoint(point) : REPLACEMENT;
  }
  return text;
}

const REPLACEMENT = "\ufffd";

/** Continuation bytes that a lead byte asks for: 1 to 3, or 0 for bytes that are no lead. */
function continuationsAfter(lead: number): number {
  if (lead >= 0xc2 && lead <= 0xdf) return 1;
  if (lead >= 0xe0 && lead <= 0xef) return 2;
  return lead >= 0xf0 && lead <= 0xf4 ? 3 : 0;
}
