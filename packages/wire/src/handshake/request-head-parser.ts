/**
 * Bytes to the head of an HTTP/1.1 request (RFC 9112 §3), for a server on its own port.
 * It knows the request line; lines and header lines are read by `HeadReader`, and WebSocket is checked later.
 */
import type { HeadLimits, HttpVersion, RequestHead } from "./head.ts";
import { type HeadFault, HeadReader, type StartLine } from "./head-reader.ts";
import { parseHttpVersion } from "./http-version.ts";
import { type Refusal, type RefusalId, refusals } from "./refusal.ts";
import { isToken } from "./token.ts";

/**
 * What `RequestHeadParser.receive` found. Bytes after `consumed` are early frames (RFC 6455 §4.1), for after the 101.
 */
export type RequestHeadResult =
  | { readonly type: "incomplete" }
  | { readonly type: "head"; readonly head: RequestHead; readonly consumed: number }
  | { readonly type: "refused"; readonly refusal: Refusal };

interface RequestLine {
  readonly method: string;
  readonly target: string;
  readonly httpVersion: HttpVersion;
}

/** Room in the request line beside the target: the version takes 9 bytes, the longest registered method 17. */
const METHOD_AND_VERSION_BYTES = 64;

/** RFC 9112 §2.2 asks to ignore at least one empty line before the request line. */
const MAX_EMPTY_LINES_BEFORE = 2;

const refusalByFault: Readonly<Record<HeadFault, RefusalId>> = {
  malformed: "request-malformed",
  "http-version": "http-version",
  "line-too-long": "target-too-long",
  "head-too-large": "head-too-large",
  "too-many-headers": "too-many-headers",
};

/** Incremental parser of one request head. The limits bound its memory; its time is linear in what it is given. */
export class RequestHeadParser {
  readonly #reader: HeadReader<RequestLine>;

  /** @param limits over `maxTargetBytes`: 414; over `maxHeadBytes` or `maxHeaderCount`: 431. */
  constructor(limits: HeadLimits) {
    this.#reader = new HeadReader(requestLine(limits.maxTargetBytes), limits.maxHeadBytes, limits.maxHeaderCount);
  }

  /**
   * Reads on. `consumed` tells how many of `bytes` belong to the head.
   * @throws UsageError when the parser has given a head or a refusal before; never because of the bytes.
   */
  receive(bytes: Uint8Array): RequestHeadResult {
    const reading = this.#reader.receive(bytes);
    switch (reading.type) {
      case "incomplete":
        return reading;
      case "head":
        return { type: "head", head: { ...reading.start, headers: reading.headers }, consumed: reading.consumed };
      case "fault":
        return { type: "refused", refusal: refusals[refusalByFault[reading.fault]] };
    }
  }
}

function requestLine(maxTargetBytes: number): StartLine<RequestLine> {
  return {
    maxBytes: maxTargetBytes + METHOD_AND_VERSION_BYTES,
    maxEmptyLinesBefore: MAX_EMPTY_LINES_BEFORE,
    isCode: isPrintableAscii,
    parse: (line) => parseRequestLine(line, maxTargetBytes),
  };
}

/** RFC 9112 §3: method SP request-target SP HTTP-version, each separated by exactly one space. */
function parseRequestLine(line: string, maxTargetBytes: number): RequestLine | HeadFault {
  const afterMethod = line.indexOf(" ");
  const afterTarget = line.indexOf(" ", afterMethod + 1);
  if (afterMethod === -1 || afterTarget === -1) return "malformed";
  const method = line.slice(0, afterMethod);
  const target = line.slice(afterMethod + 1, afterTarget);
  if (!isToken(method) || target === "") return "malformed";
  if (target.length > maxTargetBytes) return "line-too-long";
  const httpVersion = parseHttpVersion(line.slice(afterTarget + 1));
  if (httpVersion === "malformed" || httpVersion === "http-version") return httpVersion;
  return { method, target, httpVersion };
}

function isPrintableAscii(code: number): boolean {
  return code >= 0x20 && code <= 0x7e;
}
