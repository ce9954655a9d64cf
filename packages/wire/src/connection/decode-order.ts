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
  /** Something was delivered or failed outside of every call. */
  onLate(): void;
}

interface Slot {
  readonly isText: boolean;
  readonly wasEncoded: boolean;
  /** Bytes that came off the wire. */
  readonly length: number;
  result: Uint8Array | ViolationId | undefined;
}

/** Messages, and bytes of them as they came, that may wait before no more is read. One message is always taken. */
const MAX_PENDING = 16;
const MAX_PENDING_BYTES = 64 * 1024;

/** A queue with one slot for each message that is not delivered yet; empty whenever nothing is being decoded. */
export class DecodeOrder {
  readonly #transform: MessageTransform | undefined;
  readonly #limitBytes: number;
  readonly #sink: DecodeSink;
  #slots: Slot[] = [];
  #bytes = 0;
  #isPaused = false;
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

  /** True while so much waits for a decoder that no more should be read: 16 messages, or 64 KiB. */
  get isFull(): boolean {
    return this.#slots.length >= MAX_PENDING || this.#bytes >= MAX_PENDING_BYTES;
  }

  /** True: what is decoded waits as well. False: it may be delivered again, by `deliver`. */
  set isPaused(isPaused: boolean) {
    this.#isPaused = isPaused;
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
      length: message.payload.length,
      result: message.isEncoded ? undefined : message.payload,
    };
    this.#slots.push(slot);
    this.#bytes += slot.length;
    if (!message.isEncoded) return;
    // The frame rules let RSV1 through only where a transform is agreed.
    let isLate = false;
    this.#transform?.decode(message.payload, this.#limitBytes, (result) => {
      slot.result ??= result;
      this.deliver();
      if (isLate) this.#sink.onLate();
    });
    isLate = true;
  }

  /** Drops what waits, for a failure or an end that loses it. */
  clear(): void {
    this.#drop();
    this.#settle();
  }

  /** Nothing will be added any more. Calls `onEnd` once nothing waits, at once when that is so now. */
  end(onEnd: () => void): void {
    this.#onEnd = onEnd;
    this.#settle();
  }

  /** Delivers what is decoded and next in order; nothing while paused. */
  deliver(): void {
    for (let slot = this.#slots[0]; slot?.result !== undefined && !this.#isPaused; slot = this.#slots[0]) {
      this.#slots.shift();
      this.#bytes -= slot.length;
      if (typeof slot.result === "string") {
        this.#drop();
        this.#sink.onUndecodable(slot.result);
        break;
      }
      this.#sink.onDecoded(slot.result, slot.isText, slot.wasEncoded);
    }
    this.#settle();
  }

  #drop(): void {
    this.#slots = [];
    this.#bytes = 0;
    this.#transform?.dropDecodes?.();
  }

  #settle(): void {
    if (this.#slots.length > 0) return;
    const onEnd = this.#onEnd;
    this.#onEnd = undefined;
    onEnd?.();
  }
}
