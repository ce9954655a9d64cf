/**
 * Incremental UTF-8 validation (RFC 3629 §4): fails at the first byte that no valid text can have at its place.
 * It knows where in a code point the stream stands, and keeps nothing of the text.
 */

/** Validates one text in any number of parts. */
export class Utf8Validator {
  /** Continuation bytes that the current code point still needs: 0 to 3. */
  #needed = 0;
  /** Bounds of the next continuation byte; narrower than 80–BF only after E0, ED, F0 and F4. */
  #lower = 0x80;
  #upper = 0xbf;

  /** True when the text so far ends at the border of a code point. */
  get isComplete(): boolean {
    return this.#needed === 0;
  }

  /** Forgets the text, for the next one. */
  reset(): void {
    this.#needed = 0;
    this.#lower = 0x80;
    this.#upper = 0xbf;
  }

  /** @returns false at the first impossible byte in `bytes[from, to)`; the validator must then be reset. */
  push(bytes: Uint8Array, from: number, to: number): boolean {
    let i = from;
    while (i < to) {
      if (this.#needed === 0) {
        i = skipAscii(bytes, i, to);
        if (i === to) return true;
        if (!this.#lead(bytes[i] as number)) return false; // below `to`
      } else {
        const byte = bytes[i] as number; // below `to`
        if (byte < this.#lower || byte > this.#upper) return false;
        this.#needed -= 1;
        this.#lower = 0x80;
        this.#upper = 0xbf;
      }
      i += 1;
    }
    return true;
  }

  /** The first byte of a code point of two to four bytes (RFC 3629 §4, the table of well-formed sequences). */
  #lead(byte: number): boolean {
    if (byte >= 0xc2 && byte <= 0xdf) {
      this.#needed = 1;
    } else if (byte >= 0xe0 && byte <= 0xef) {
      this.#needed = 2;
      if (byte === 0xe0) this.#lower = 0xa0; // below: overlong
      if (byte === 0xed) this.#upper = 0x9f; // above: surrogates
    } else if (byte >= 0xf0 && byte <= 0xf4) {
      this.#needed = 3;
      if (byte === 0xf0) this.#lower = 0x90; // below: overlong
      if (byte === 0xf4) this.#upper = 0x8f; // above: beyond U+10FFFF
    } else {
      return false;
    }
    return true;
  }
}

function skipAscii(bytes: Uint8Array, from: number, to: number): number {
  let i = from;
  // Eight bytes a turn: most text is ASCII, and this loop is where its time goes. Reads stay below `to`.
  while (
    i + 8 <= to &&
    (((bytes[i] as number) |
      (bytes[i + 1] as number) |
      (bytes[i + 2] as number) |
      (bytes[i + 3] as number) |
      (bytes[i + 4] as number) |
      (bytes[i + 5] as number) |
      (bytes[i + 6] as number) |
      (bytes[i + 7] as number)) &
      0x80) ===
      0
  ) {
    i += 8;
  }
  while (i < to && (bytes[i] as number) < 0x80) i += 1;
  return i;
}
