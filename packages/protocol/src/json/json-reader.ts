/**
 * Reads one JSON text (RFC 8259) from the front to the end. Unlike `JSON.parse` it can step over a value and give its text
 * as it stands, and it stops at a depth; unlike a lenient parser it accepts exactly the grammar, since what it steps over
 * is sent on to others. It knows JSON, no messages.
 */

/** Why reading stopped. */
export type JsonFault = "malformed" | "too-deep";

const quote = 0x22;
const backslash = 0x5c;
const firstPlain = 0x20;
const hexDigits = /^[0-9a-fA-F]{4}$/;
// Sticky: it matches at `lastIndex` or not at all, so each character is looked at once.
const numberPattern = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

/** A cursor over one text. After a fault every method does nothing and says so in its result. */
export class JsonReader {
  readonly #text: string;
  #at = 0;
  #fault: JsonFault | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** The first fault, if there was one. */
  get fault(): JsonFault | undefined {
    return this.#fault;
  }

  /** Where the reader stands: an index of the text. */
  get position(): number {
    return this.#at;
  }

  /** Stops reading. The first fault stays. */
  fail(fault: JsonFault = "malformed"): void {
    this.#fault ??= fault;
    this.#at = this.#text.length;
  }

  /** True when all was read without fault and nothing but white space follows. */
  isAtEnd(): boolean {
    this.#skipSpace();
    if (this.#at < this.#text.length) this.fail();
    return this.#fault === undefined;
  }

  /** Steps over `character` if it is next, after white space. */
  take(character: string): boolean {
    this.#skipSpace();
    if (this.#fault !== undefined || this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  /** Steps over `character`, which must be next. @returns false after a fault. */
  expect(character: string): boolean {
    if (this.take(character)) return true;
    this.fail();
    return false;
  }

  /** Steps over `null` if it is next. */
  takeNull(): boolean {
    this.#skipSpace();
    return this.#takeWord("null");
  }

  /** A string's value, or `undefined` after a fault. */
  readString(): string | undefined {
    const from = this.#skipString();
    if (this.#fault !== undefined) return undefined;
    const inner = this.#text.slice(from + 1, this.#at - 1);
    // The grammar was checked: only escapes are left to be resolved.
    return inner.includes("\\") ? (JSON.parse(this.#text.slice(from, this.#at)) as string) : inner;
  }

  /** A number's value, or `undefined` after a fault. */
  readNumber(): number | undefined {
    this.#skipSpace();
    const from = this.#at;
    this.#skipNumber();
    return this.#fault === undefined ? Number(this.#text.slice(from, this.#at)) : undefined;
  }

  /** `true` or `false`, or `undefined` after a fault. */
  readBoolean(): boolean | undefined {
    this.#skipSpace();
    if (this.#takeWord("true")) return true;
    if (this.#takeWord("false")) return false;
    this.fail();
    return undefined;
  }

  /** Steps over one value of at most `maxDepth` levels. @returns its text, or `undefined` after a fault. */
  readText(maxDepth: number): string | undefined {
    this.#skipSpace();
    const from = this.#at;
    this.skipValue(maxDepth);
    return this.#fault === undefined ? this.#text.slice(from, this.#at) : undefined;
  }

  /** Steps over one value of at most `maxDepth` levels (a value without children has one). */
  skipValue(maxDepth: number): void {
    this.#skipSpace();
    const next = this.#text[this.#at];
    if (maxDepth < 1) this.fail("too-deep");
    else if (next === "{") this.#skipObject(maxDepth);
    else if (next === "[") this.#skipArray(maxDepth);
    else if (next === '"') this.#skipString();
    else if (!this.#takeWord("true") && !this.#takeWord("false") && !this.#takeWord("null")) this.#skipNumber();
  }

  /** Calls `onMember` with each name of an object; it must step over the value. */
  readObject(onMember: (name: string) => void): void {
    if (!this.expect("{") || this.take("}")) return;
    do {
      const name = this.readString();
      if (name === undefined || !this.expect(":")) return;
      onMember(name);
    } while (this.take(","));
    this.expect("}");
  }

  /** Calls `onItem` for each item of an array; it must step over the item. */
  readArray(onItem: () => void): void {
    if (!this.expect("[") || this.take("]")) return;
    do {
      onItem();
    } while (this.take(","));
    this.expect("]");
  }

  #skipObject(maxDepth: number): void {
    this.#at += 1;
    if (this.take("}")) return;
    do {
      this.#skipString();
      if (!this.expect(":")) return;
      this.skipValue(maxDepth - 1);
    } while (this.take(","));
    this.expect("}");
  }

  #skipArray(maxDepth: number): void {
    this.readArray(() => this.skipValue(maxDepth - 1));
  }

  #skipNumber(): void {
    numberPattern.lastIndex = this.#at;
    if (this.#fault !== undefined || !numberPattern.test(this.#text)) this.fail();
    else this.#at = numberPattern.lastIndex;
  }

  /** @returns where the string begins, its quote included. */
  #skipString(): number {
    this.#skipSpace();
    const text = this.#text;
    const from = this.#at;
    if (this.#fault !== undefined || text.charCodeAt(from) !== quote) {
      this.fail();
      return from;
    }
    this.#at += 1;
    while (this.#fault === undefined) {
      const code = text.charCodeAt(this.#at);
      this.#at += 1;
      if (code === quote) break;
      if (code === backslash) this.#skipEscape();
      // RFC 8259 §7: control characters must be escaped. At the end of the text the code is NaN.
      else if (!(code >= firstPlain)) this.fail();
    }
    return from;
  }

  #skipEscape(): void {
    const text = this.#text;
    const kind = text[this.#at];
    if (kind !== undefined && '"\\/bfnrt'.includes(kind)) this.#at += 1;
    else if (kind === "u" && hexDigits.test(text.slice(this.#at + 1, this.#at + 5))) this.#at += 5;
    else this.fail();
  }

  #takeWord(word: string): boolean {
    if (this.#fault !== undefined || !this.#text.startsWith(word, this.#at)) return false;
    this.#at += word.length;
    return true;
  }

  #skipSpace(): void {
    const text = this.#text;
    for (;;) {
      const code = text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at += 1;
    }
  }
}
