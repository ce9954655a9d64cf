/**
 * Cuts the bytes of a head into lines (RFC 9112 §2.2): strict about line ends, bounded, linear also one byte at a time.
 * It knows nothing of what a line says; what may stand in it is a rule given with each call.
 */
import { LineBuffer } from "./line-buffer.ts";

/** What a line may hold. */
export interface LineRule {
  /** Longest line, without its CRLF. */
  readonly maxBytes: number;
  /**
   * Whether a byte may stand in the line; never CR or LF. Asked as the byte arrives, so that other protocols are
   * refused at once.
   */
  isCode(code: number): boolean;
}

/** What is wrong with the bytes of a line. */
export type LineFault = "malformed" | "line-too-long" | "head-too-large";

/** What `LineReader.read` found. `next` is the index of the first byte after the line. */
export type LineReading =
  | { readonly type: "incomplete" }
  | { readonly type: "line"; readonly line: string; readonly next: number }
  | { readonly type: "fault"; readonly fault: LineFault };

const LF = 0x0a;
const CR = 0x0d;

/** Reader of the lines of one head. Retains only the line that it is in. After a fault it is spent. */
export class LineReader {
  readonly #maxHeadBytes: number;
  readonly #buffer = new LineBuffer();
  #headBytes = 0;
  /** The line whose CR has come and whose LF has not. */
  #endingLine: string | undefined;

  /** @param maxHeadBytes bound of all lines together, line ends included. Over it: `head-too-large`. */
  constructor(maxHeadBytes: number) {
    this.#maxHeadBytes = maxHeadBytes;
  }

  /** Reads from `bytes[from]` to the end of one line or, when that has not come yet, to the end of `bytes`. */
  read(bytes: Uint8Array, from: number, rule: LineRule): LineReading {
    const room = rule.maxBytes - this.#buffer.length;
    for (let at = from; at < bytes.length; at += 1) {
      const byte = bytes[at] as number; // below bytes.length
      this.#headBytes += 1;
      if (this.#headBytes > this.#maxHeadBytes) return { type: "fault", fault: "head-too-large" };
      if (this.#endingLine !== undefined) return this.#endLine(this.#endingLine, byte, at + 1);
      if (byte === CR) {
        this.#endingLine = this.#buffer.takeLine(bytes, from, at);
      } else if (!rule.isCode(byte)) {
        // Also a bare LF, which RFC 9112 §2.2 lets a recipient take for a line end: it is a means of smuggling.
        return { type: "fault", fault: "malformed" };
      } else if (at - from >= room) {
        return { type: "fault", fault: "line-too-long" };
      }
    }
    if (this.#endingLine === undefined) this.#buffer.append(bytes.subarray(from));
    return { type: "incomplete" };
  }

  #endLine(line: string, byte: number, next: number): LineReading {
    // RFC 9112 §2.2: a CR that no LF follows makes the message invalid.
    if (byte !== LF) return { type: "fault", fault: "malformed" };
    this.#endingLine = undefined;
    return { type: "line", line, next };
  }
}
