/**
 * Heads of HTTP/1.1 messages as data: what a parser yields, what a check reads and what an encoder writes.
 * It knows no byte and no rule of WebSocket.
 */
import type { Limits } from "../limits.ts";
import { equalsIgnoringCase } from "./ascii-case.ts";

/** One header line as it was received: the name in its own case, the value without whitespace around it. */
export type HeaderLine = readonly [name: string, value: string];

/** Version of HTTP. A higher minor version counts as 1.1 (RFC 9110 §2.5). */
export type HttpVersion = "1.0" | "1.1";

/** Head of a request: request line and header lines, in order, repeated ones as often as they came. */
export interface RequestHead {
  readonly method: string;
  readonly target: string;
  readonly httpVersion: HttpVersion;
  readonly headers: readonly HeaderLine[];
}

/** Head of a response: status line and header lines, in order, repeated ones as often as they came. */
export interface ResponseHead {
  readonly status: number;
  /** The reason phrase; it may be empty and means nothing. */
  readonly reason: string;
  readonly httpVersion: HttpVersion;
  readonly headers: readonly HeaderLine[];
}

/** The limits that bound a head. */
export type HeadLimits = Pick<Limits, "maxHeadBytes" | "maxHeaderCount" | "maxTargetBytes">;

/** The values of every header line called `name`, in any case of letters, in order. */
export function headerValues(headers: readonly HeaderLine[], name: string): string[] {
  return headers.filter(([lineName]) => equalsIgnoringCase(lineName, name)).map(([, value]) => value);
}
