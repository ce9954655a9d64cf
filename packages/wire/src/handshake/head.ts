/**
 * Heads of HTTP messages as data: what a parser yields, what a check reads and what an encoder writes.
 * It knows no byte and no rule of WebSocket.
 */
import type { Limits } from "../limits.ts";
import { equalsIgnoringCase } from "./ascii-case.ts";

/** One header line as it was received: the name in its own case, the value without whitespace around it. */
export type HeaderLine = readonly [name: string, value: string];

/** Version of HTTP. A minor version above 1.1 counts as 1.1 (RFC 9110 §2.5). */
export type HttpVersion = "1.0" | "1.1" | "2.0";

/** Head of a request: request line and header lines, in order, repeated ones as often as they came. */
export interface RequestHead {
  readonly method: string;
  readonly target: string;
  readonly httpVersion: HttpVersion;
  readonly headers: readonly HeaderLine[];
}

/** Head of a request over HTTP/2: its pseudo-header fields (RFC 9113 §8.3.1, RFC 8441 §4) and header lines, in order. */
export interface Http2RequestHead {
  /** `:method` */
  readonly method: string;
  /** `:protocol`, which makes a CONNECT an extended one. */
  readonly protocol?: string | undefined;
  /** `:scheme` */
  readonly scheme?: string | undefined;
  /** `:authority` */
  readonly authority?: string | undefined;
  /** `:path` */
  readonly path?: string | undefined;
  /** Header lines without the pseudo-header fields. */
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
