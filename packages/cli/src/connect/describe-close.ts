/**
 * How a connection closed, in words: code and reason, who was first, and why. It knows close results only.
 */
import type { CloseResult } from "@longwire/wire";
import { escapeControls } from "../frames/escape-text.ts";

/** The registered codes (RFC 6455 §7.4.1, and the IANA registry). */
const names: Readonly<Record<number, string>> = {
  1000: "normal",
  1001: "going away",
  1002: "protocol error",
  1003: "unsupported data",
  1005: "no code",
  1006: "abnormal",
  1007: "invalid data",
  1008: "policy violation",
  1009: "message too big",
  1010: "extension missing",
  1011: "internal error",
  1012: "service restart",
  1013: "try again later",
  1014: "bad gateway",
};

/** Codes with which a server ends a connection that had no problem. */
const peacefulCodes: readonly number[] = [1000, 1001, 1005];

function codeAndReason(code: number, reason: string): string {
  const name = names[code] === undefined ? "" : ` (${names[code]})`;
  return `${code}${name}${reason === "" ? "" : ` "${escapeControls(reason)}"`}`;
}

function story({ sent, received, first, cause }: CloseResult): string {
  if (cause !== undefined) {
    const told = sent === undefined ? "" : `; the server was told ${codeAndReason(sent.code ?? 1005, sent.reason)}`;
    return `${cause.message} [${cause.section}]${told}`;
  }
  if (received === undefined) {
    return sent === undefined
      ? "the connection ended without a Close frame"
      : "we closed first, and the connection ended before the server answered";
  }
  if (first === "remote") return "the server closed first";
  return "we closed first, the server answered";
}

/** One line about a close: `closed 1001 (going away) "bye": the server closed first`. */
export function describeClose(result: CloseResult): string {
  return `closed ${codeAndReason(result.code, result.cause === undefined ? result.reason : "")}: ${story(result)}`;
}

/** Whether nothing went wrong: the handshake is complete, and a server that closed first did not complain. */
export function isPeaceful({ wasClean, first, code }: CloseResult): boolean {
  return wasClean && (first === "local" || peacefulCodes.includes(code));
}
