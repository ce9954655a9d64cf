/**
 * The headers that the opening handshake reads, gathered in one pass over the head; all others are passed over.
 * It knows their names, in both directions, and not what they may say.
 */
import type { HeaderLine } from "./head.ts";

const names = [
  "host",
  "origin",
  "upgrade",
  "connection",
  "expect",
  "content-length",
  "transfer-encoding",
  "sec-websocket-version",
  "sec-websocket-key",
  "sec-websocket-accept",
  "sec-websocket-protocol",
  "sec-websocket-extensions",
] as const;

/** Name of a header that the handshake reads, in lower case. */
type HandshakeFieldName = (typeof names)[number];

interface Field {
  readonly value: string;
  readonly isRepeated: boolean;
}

const knownNames: ReadonlySet<string> = new Set(names);

/** The handshake headers of one head. */
export class HandshakeFields {
  /** A Map, not an object: the peer chooses which names come. */
  readonly #fields = new Map<string, Field>();

  /** @param headers the header lines of a request or a response. */
  constructor(headers: readonly HeaderLine[]) {
    for (const [name, value] of headers) {
      const key = name.toLowerCase();
      if (!knownNames.has(key)) continue;
      const earlier = this.#fields.get(key);
      // RFC 9110 §5.3: lines of the same name are one list.
      const joined = earlier === undefined ? value : `${earlier.value}, ${value}`;
      this.#fields.set(key, { value: joined, isRepeated: earlier !== undefined });
    }
  }

  /** The value, that of several lines joined with commas, or `undefined` when the header is absent. */
  value(name: HandshakeFieldName): string | undefined {
    return this.#fields.get(name)?.value;
  }

  /** Whether the header came in more lines than one. */
  isRepeated(name: HandshakeFieldName): boolean {
    return this.#fields.get(name)?.isRepeated === true;
  }
}
