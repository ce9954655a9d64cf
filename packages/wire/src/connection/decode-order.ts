/**
 * Keeps messages in order while an extension decodes them, at once or later.
 * It knows no extension and no frame; a message that needs no decoding waits only behind one that does.
 */
import type { MessageTransform } from "../extension.ts";
import type { AssembledMessage } from "../message/message-assembler.ts";
import type { ViolationId } from "../violation.ts";

/** Where finished messages and failures go. */
export interface DecodeSink {
  /** The next message in order. */
  onDecoded(payload: Uint8Array, isText: boolean, wasEncoded: boolean, fragmentEnds?: readonly number[]): void;
  /** Decoding failed; messages after it are dropped. */
  onUndecodable(id: ViolationId): void;
}

interface Slot {
  readonly isText: boolean;
  readonly wasEncoded: boolean;
  result: Uint8Array | ViolationId | undefined;
}

/** A queue with one slot for each message that is not delivered yet; empty whenever nothing is being decoded. */
export class DecodeOrder {
  readonly #transform: MessageTransform | undefined;
  readonly #limitBytes: number;
  readonly #sink: DecodeSink;
  #slots: Slot[] = [];
  #onEnd: (() => void) | undefined;

  constructor(transform: MessageTransform | undefined, limitBytes: number, sink: DecodeSink) {
    this.#transform = transform;
    this.#limitBytes = limitBytes;
    this.#sink = sink;
  }

  /** Messages that wait for a decoder. */
  get pending(): number {
    return this.#slots.length;
  }

  /** Takes the next message off the wire. */
  add(message: AssembledMessage): void {
    if (!message.isEncoded && this.#slots.length === 0) {
      this.#sink.onDecoded(message.payload, message.isText, false, message.fragmentEnds);
      return;
    }
    const slot: Slot = {
      isText: message.isText,
      wasEncoded: message.isEncoded,
      result: message.isEncoded ? undefined : message.payload,
    };
    this.#slots.push(slot);
    if (!message.isEncoded) return;
    // The frame rules let RSV1 through only where a transform is agreed.
    this.#transform?.decode(message.payload, this.#limitBytes, (result) => {
      slot.result ??= result;
      this.#deliver();
    });
  }

  /** Drops what waits, for a failure or an end that loses it. */
  clear(): void {
    this.#slots = [];
    this.#settle();
  }

  /** Nothing will be added any more. Calls `onEnd` once nothing waits, at once when that is so now. */
  end(onEnd: () => void): void {
    this.#onEnd = onEnd;
    this.#settle();
  }

  #deliver(): void {
    for (let slot = this.#slots[0]; slot?.result !== undefined; slot = this.#slots[0]) {
      this.#slots.shift();
      if (typeof slot.result === "string") {
        this.#slots = [];
        this.#sink.onUndecodable(slot.result);
        break;
      }
      this.#sink.onDecoded(slot.result, slot.isText, slot.wasEncoded);
    }
    this.#settle();
  }

  #settle(): void {
    if (this.#slots.length > 0) return;
    const onEnd = this.#onEnd;
    this.#onEnd = undefined;
    onEnd?.();
  }
}
