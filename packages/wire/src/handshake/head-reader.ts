/**
 * Puts the lines of a head together (RFC 9112 §2.1): start line, header lines, empty line. The same for both roles.
 * It knows the order of the lines and how many there may be; what a start line says is given to it.
 */
import { UsageError } from "../usage-error.ts";
import { isFieldCode, parseFieldLine } from "./field-line.ts";
import type { HeaderLine } from "./head.ts";
import { type LineFault, LineReader, type LineRule } from "./line-reader.ts";

/** Why bytes are not a head that is accepted here. */
export type HeadFault = LineFault | "http-version" | "too-many-headers";

/** The first line of a head: what differs between requests and responses. */
export interface StartLine<Parsed> extends LineRule {
  /** Empty lines ignored before it. */
  readonly maxEmptyLinesBefore: number;
  /** Reads the complete line, without its CRLF. */
  parse(line: string): Parsed | HeadFault;
}

/** What `HeadReader.receive` found. `consumed` tells how many of the bytes belong to the head. */
export type HeadReading<Parsed> =
  | { readonly type: "incomplete" }
  | {
      readonly type: "head";
      readonly start: Parsed;
      readonly headers: readonly HeaderLine[];
      readonly consumed: number;
    }
  | { readonly type: "fault"; readonly fault: HeadFault };

const INCOMPLETE = { type: "incomplete" } as const;

/** A header line is bounded by the head that it is in. */
const FIELD_LINE: LineRule = { maxBytes: Number.POSITIVE_INFINITY, isCode: isFieldCode };

/** Incremental reader of one head. */
export class HeadReader<Parsed extends object> {
  readonly #lines: LineReader;
  readonly #startLine: StartLine<Parsed>;
  readonly #maxHeaderCount: number;
  readonly #headers: HeaderLine[] = [];
  #start: Parsed | undefined;
  #emptyLinesBefore = 0;
  #isSpent = false;

  /**
   * @param startLine the start line to expect.
   * @param maxHeadBytes bound of the head.
   * @param maxHeaderCount bound of its header lines.
   */
  constructor(startLine: StartLine<Parsed>, maxHeadBytes: number, maxHeaderCount: number) {
    this.#lines = new LineReader(maxHeadBytes);
    this.#startLine = startLine;
    this.#maxHeaderCount = maxHeaderCount;
  }

  /**
   * Reads on, to the end of the head at most.
   * @throws UsageError after a head or a fault: the bytes belong to whatever follows the head.
   */
  receive(bytes: Uint8Array): HeadReading<Parsed> {
    if (this.#isSpent) throw new UsageError("ERR_NOT_OPEN", "The head has ended; give later bytes to what follows it.");
    const reading = this.#read(bytes);
    this.#isSpent = reading.type !== "incomplete";
    return reading;
  }

  #read(bytes: Uint8Array): HeadReading<Parsed> {
    let next = 0;
    while (next < bytes.length) {
      const reading = this.#lines.read(bytes, next, this.#start === undefined ? this.#startLine : FIELD_LINE);
      if (reading.type !== "line") return reading;
      next = reading.next;
      if (this.#start !== undefined && reading.line === "") {
        return { type: "head", start: this.#start, headers: this.#headers, consumed: next };
      }
      const fault = this.#start === undefined ? this.#takeStartLine(reading.line) : this.#takeFieldLine(reading.line);
      if (fault !== undefined) return { type: "fault", fault };
    }
    return INCOMPLETE;
  }

  #takeStartLine(line: string): HeadFault | undefined {
    if (line === "") {
      this.#emptyLinesBefore += 1;
      return this.#emptyLinesBefore > this.#startLine.maxEmptyLinesBefore ? "malformed" : undefined;
    }
    const start = this.#startLine.parse(line);
    if (typeof start === "string") return start;
    this.#start = start;
    return undefined;
  }

  #takeFieldLine(line: string): HeadFault | undefined {
    if (this.#headers.length === this.#maxHeaderCount) return "too-many-headers";
    const field = parseFieldLine(line);
    if (field === undefined) return "malformed";
    this.#headers.push(field);
    return undefined;
  }
}
