/**
 * Bytes to the head of an HTTP/1.1 response (RFC 9112 §4), for a client that reads its socket itself.
 * It knows the status line; lines and header lines are read by `HeadReader`, and WebSocket is checked later.
 */
import { parseDecimal } from "./digit.ts";
import { type HandshakeFailure, type HandshakeFailureId, handshakeFailures } from "./failure.ts";
import { isFieldCode } from "./field-line.ts";
import type { HeadLimits, HttpVersion, ResponseHead } from "./head.ts";
import { type HeadFault, HeadReader, type StartLine } from "./head-reader.ts";
import { parseHttpVersion } from "./http-version.ts";

/**
 * What `ResponseHeadParser.receive` found. Bytes after `consumed` are frames after a 101, the next head after another
 * 1xx.
 */
export type ResponseHeadResult =
  | { readonly type: "incomplete" }
  | { readonly type: "head"; readonly head: ResponseHead; readonly consumed: number }
  | { readonly type: "failed"; readonly failure: HandshakeFailure };

interface StatusLine {
  readonly status: number;
  readonly reason: string;
  readonly httpVersion: HttpVersion;
}

const VERSION_LENGTH = "HTTP/1.1".length;

const failureByFault: Readonly<Record<HeadFault, HandshakeFailureId>> = {
  malformed: "response-malformed",
  "http-version": "http-version",
  "line-too-long": "head-too-large",
  "head-too-large": "head-too-large",
  "too-many-headers": "too-many-headers",
};

const STATUS_LINE: StartLine<StatusLine> = {
  maxBytes: Number.POSITIVE_INFINITY,
  maxEmptyLinesBefore: 0,
  isCode: isFieldCode,
  parse: parseStatusLine,
};

/** Incremental parser of one response head; each informational response (1xx) takes a parser of its own. */
export class ResponseHeadParser {
  readonly #reader: HeadReader<StatusLine>;

  /** @param limits over either of them the attempt fails. */
  constructor(limits: Pick<HeadLimits, "maxHeadBytes" | "maxHeaderCount">) {
    this.#reader = new HeadReader(STATUS_LINE, limits.maxHeadBytes, limits.maxHeaderCount);
  }

  /**
   * Reads on. `consumed` tells how many of `bytes` belong to the head.
   * @throws UsageError when the parser has given a head or a failure before; never because of the bytes.
   */
  receive(bytes: Uint8Array): ResponseHeadResult {
    const reading = this.#reader.receive(bytes);
    switch (reading.type) {
      case "incomplete":
        return reading;
      case "head":
        return { type: "head", head: { ...reading.start, headers: reading.headers }, consumed: reading.consumed };
      case "fault":
        return { type: "failed", failure: handshakeFailures[failureByFault[reading.fault]] };
    }
  }
}

/**
 * RFC 9112 §4: HTTP-version SP status-code SP [ reason-phrase ].
 * The space before an absent reason phrase may be missing too, as many servers leave it out.
 */
function parseStatusLine(line: string): StatusLine | HeadFault {
  const httpVersion = parseHttpVersion(line.slice(0, VERSION_LENGTH));
  if (httpVersion === "malformed" || httpVersion === "http-version") return httpVersion;
  const status = parseStatus(line.slice(VERSION_LENGTH, VERSION_LENGTH + 4));
  const rest = line.slice(VERSION_LENGTH + 4);
  if (status === undefined || (rest !== "" && !rest.startsWith(" "))) return "malformed";
  return { status, reason: rest.slice(1), httpVersion };
}

/** A space and three digits, the first of them 1 to 5 (RFC 9110 §15). */
function parseStatus(text: string): number | undefined {
  if (text.length !== 4 || !text.startsWith(" ")) return undefined;
  const status = parseDecimal(text.slice(1), 3);
  return status !== undefined && status >= 100 && status <= 599 ? status : undefined;
}
