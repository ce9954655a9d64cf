/**
 * Writes down what a connection reports, one line of text for each event, so that logs can be compared and read.
 * It knows the events and judges none of them.
 */
import type { ConnectionHandler } from "@longwire/wire";
import { formatHex } from "./hex.ts";

const LONG_BYTES = 64;
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * A handler whose `log` gets the lines `text "…"`, `binary 01 02`, `ping 61`, `pong`, `closing`.
 * Payloads over 64 bytes are written as their length and a checksum.
 */
export class RecordEvents implements ConnectionHandler {
  readonly log: string[] = [];
  readonly payloads: Uint8Array[] = [];

  /** Throws when text is not valid UTF-8: the connection promised that it is. */
  onMessage(payload: Uint8Array, isText: boolean): void {
    this.payloads.push(payload);
    const text = isText ? decoder.decode(payload) : "";
    if (payload.length > LONG_BYTES) this.#add(isText ? "text" : "binary", summary(payload));
    else if (isText) this.#add("text", `"${text}"`);
    else this.#add("binary", formatHex(payload));
  }

  onPing(payload: Uint8Array): void {
    this.#add("ping", payload.length > LONG_BYTES ? summary(payload) : formatHex(payload));
  }

  onPong(payload: Uint8Array): void {
    this.#add("pong", payload.length > LONG_BYTES ? summary(payload) : formatHex(payload));
  }

  onClosing(): void {
    this.#add("closing", "");
  }

  #add(event: string, detail: string): void {
    this.log.push(detail === "" ? event : `${event} ${detail}`);
  }
}

/** How a long payload is written in the log: its length and a checksum (FNV-1a, 32 bits). */
export function summary(payload: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (const byte of payload) hash = Math.imul(hash ^ byte, 0x01000193);
  return `(${payload.length} bytes, ${(hash >>> 0).toString(16).padStart(8, "0")})`;
}
