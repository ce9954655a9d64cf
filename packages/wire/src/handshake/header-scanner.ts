/**
 * A cursor over one header value: takes tokens, quoted strings and delimiters (RFC 9110 §5.6), each character once.
 * It knows the words, not the sentences; `extension-header.ts` has the grammar.
 */
import { isFieldCode } from "./field-line.ts";
import { isTokenCode } from "./token.ts";
import { isWhitespace } from "./whitespace.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;

/** The cursor. Every method skips optional whitespace first, and moves only past what it takes. */
export class HeaderScanner {
  readonly #text: string;
  #at = 0;

  /** @param text a header value; several lines are joined with commas. */
  constructor(text: string) {
    this.#text = text;
  }

  /** Whether nothing but whitespace is left. */
  isAtEnd(): boolean {
    this.#skipWhitespace();
    return this.#at === this.#text.length;
  }

  /** Whether the next thing is a comma or the end: at the start of a list element, that it is empty. */
  isAtElementEnd(): boolean {
    return this.isAtEnd() || this.#text.charCodeAt(this.#at) === COMMA;
  }

  /** Takes one delimiter, if it comes next. */
  take(delimiter: "," | ";" | "="): boolean {
    this.#skipWhitespace();
    if (this.#text.charAt(this.#at) !== delimiter) return false;
    this.#at += 1;
    return true;
  }

  /** Takes a token, or gives `undefined` when none comes next. */
  takeToken(): string | undefined {
    this.#skipWhitespace();
    const start = this.#at;
    while (isTokenCode(this.#text.charCodeAt(this.#at))) this.#at += 1;
    return this.#at > start ? this.#text.slice(start, this.#at) : undefined;
  }

  /** Takes a quoted string and gives what it means, or `undefined` when none comes next or it does not end. */
  takeQuotedString(): string | undefined {
    this.#skipWhitespace();
    if (this.#text.charCodeAt(this.#at) !== QUOTE) return undefined;
    let content = "";
    for (let at = this.#at + 1; at < this.#text.length; at += 1) {
      let code = this.#text.charCodeAt(at);
      if (code === QUOTE) {
        this.#at = at + 1;
        return content;
      }
      // RFC 9110 §5.6.4: a backslash is dropped, and the character after it taken as it is.
      if (code === BACKSLASH) {
        at += 1;
        code = this.#text.charCodeAt(at);
      }
      if (!isFieldCode(code)) return undefined;
      content += String.fromCharCode(code);
    }
    return undefined;
  }

  #skipWhitespace(): void {
    while (isWhitespace(this.#text.charCodeAt(this.#at))) this.#at += 1;
  }
}
