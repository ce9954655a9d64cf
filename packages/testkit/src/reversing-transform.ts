/**
 * A test extension that reverses the bytes of a message: the smallest thing that makes RSV1, decoding and its order matter.
 * Synchronous, or at the moment that the test chooses.
 */
import type { MessagePart, MessageTransform, ViolationId } from "@longwire/wire";

type Done = (result: Uint8Array | ViolationId) => void;

/** Reverses messages both ways. A payload that begins with FF cannot be decoded; one byte of payload and fragments are sent as they are. */
export class ReversingTransform implements MessageTransform {
  readonly name = "x-reverse";
  /** True when `decode` waits for `finish`. */
  readonly isDeferred: boolean;
  /** How often `dispose` was called. */
  disposals = 0;
  /** True when `encode` waits for `finishEncoding`. Default false. */
  encodesLater = false;
  #waiting: (() => void)[] = [];
  #encoding: (() => void)[] = [];

  /** @param isDeferred whether to decode later, on `finish`. Default false. */
  constructor(isDeferred = false) {
    this.isDeferred = isDeferred;
  }

  /** Payloads that wait to be decoded. */
  get waiting(): number {
    return this.#waiting.length;
  }

  decode(payload: Uint8Array, limitBytes: number, done: Done): void {
    const decode = (): void => {
      if (payload[0] === 0xff) done("payload-not-decodable");
      else if (payload.length > limitBytes) done("message-too-big");
      else done(Uint8Array.from(payload).reverse());
    };
    if (this.isDeferred) this.#waiting.push(decode);
    else decode();
  }

  encode(
    payload: Uint8Array,
    { isFirst, isLast, compress }: MessagePart,
    done: (encoded: Uint8Array) => void,
  ): Uint8Array | undefined | "later" {
    if (!isFirst || !isLast || !compress || payload.length === 1) return undefined;
    const encoded = Uint8Array.from(payload).reverse();
    if (!this.encodesLater) return encoded;
    this.#encoding.push(() => done(encoded));
    return "later";
  }

  dispose(): void {
    this.disposals += 1;
  }

  /** Decodes the payload that has waited `index`-th longest, 0 by default. */
  finish(index = 0): void {
    const [decode] = this.#waiting.splice(index, 1);
    decode?.();
  }

  /** Encodes the payload that has waited `index`-th longest, 0 by default. */
  finishEncoding(index = 0): void {
    const [encode] = this.#encoding.splice(index, 1);
    encode?.();
  }
}
