/**
 * What an application sends: opaque to the protocol. In JSON frames a payload is a JSON text that is passed on as it was
 * written, so that no number loses a digit; in Protobuf frames it is bytes. It knows both forms of one payload and makes
 * the missing one when it is asked for; it does not know what is in it.
 */
import { isJson } from "./json/is-json.ts";
import { decodeUtf8, encodeUtf8 } from "./utf8.ts";

/** Bytes of an application, which may be a JSON text. Immutable. */
export class Payload {
  #bytes: Uint8Array | undefined;
  /** `undefined`: not looked at yet; `null`: the bytes are no JSON text. */
  #json: string | null | undefined;

  private constructor(bytes: Uint8Array | undefined, json: string | undefined) {
    this.#bytes = bytes;
    this.#json = json;
  }

  /** A payload of any bytes. They are kept by reference and must not change. */
  static fromBytes(bytes: Uint8Array): Payload {
    return new Payload(bytes, undefined);
  }

  /** A payload of a JSON text (RFC 8259). @throws SyntaxError when it is none. */
  static fromJson(text: string): Payload {
    if (!isJson(text)) throw new SyntaxError("the payload is not a JSON text");
    return new Payload(undefined, onOneLine(text));
  }

  /** A payload of the JSON text of `value`. @throws TypeError for what JSON cannot say, such as `undefined` or a cycle. */
  static fromValue(value: unknown): Payload {
    const text: string | undefined = JSON.stringify(value);
    if (text === undefined) throw new TypeError(`a payload of type ${typeof value} has no JSON text`);
    return new Payload(undefined, text);
  }

  /** For decoders: a JSON text that was judged already and has no line break outside of its strings. */
  static fromJudgedJson(text: string): Payload {
    return new Payload(undefined, text);
  }

  /** The payload as bytes; of a JSON text, its UTF-8. */
  get bytes(): Uint8Array {
    // One of the two is always there.
    const bytes = this.#bytes ?? encodeUtf8(this.#json as string);
    this.#bytes = bytes;
    return bytes;
  }

  /** The payload as a JSON text without line breaks, or `undefined` when it is none. */
  get json(): string | undefined {
    if (this.#json === undefined) this.#json = jsonOf(this.bytes) ?? null;
    return this.#json ?? undefined;
  }

  /** The value of the JSON text. @throws SyntaxError when the payload is none. */
  get value(): unknown {
    const { json } = this;
    if (json === undefined) throw new SyntaxError("the payload is not a JSON text");
    return JSON.parse(json);
  }
}

function jsonOf(bytes: Uint8Array): string | undefined {
  const text = decodeUtf8(bytes);
  return text !== undefined && isJson(text) ? onOneLine(text) : undefined;
}

/** In a JSON text a line break is white space, which newline-delimited frames must not contain. */
function onOneLine(text: string): string {
  return text.includes("\n") || text.includes("\r") ? text.replace(/[\r\n]/g, " ") : text;
}
