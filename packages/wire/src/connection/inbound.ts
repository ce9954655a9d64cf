/**
 * From frames to events: data frames go to the message assembler, control frames are collected here (RFC 6455 §5.5).
 * It knows the order of events within the stream; what follows from them (pong, echo, failure) is for the connection.
 */

import { type ConnectionDialect, defaultDialect } from "../dialect.ts";
import type { MessageTransform } from "../extension.ts";
import type { FrameHeader } from "../frame/frame-header.ts";
import type { FrameSink } from "../frame/frame-reader.ts";
import { copyMasked } from "../frame/mask.ts";
import { isControlOpcode } from "../frame/opcode.ts";
import type { Limits } from "../limits.ts";
import { MessageAssembler } from "../message/message-assembler.ts";
import { Utf8Validator } from "../message/utf8-validator.ts";
import type { Allocate, CopyMasked } from "../ports.ts";
import type { ViolationId } from "../violation.ts";
import { DecodeOrder } from "./decode-order.ts";

/** Receives what the peer said, in the order in which it said it. */
export interface InboundEvents {
  /** A whole message; `payload` has memory of its own and, for text, is valid UTF-8. */
  onMessage(payload: Uint8Array, isText: boolean, fragmentEnds?: readonly number[]): void;
  /** A whole control frame, at most 125 bytes, memory of its own. It may come between the fragments of a message (§5.4). */
  onControl(opcode: number, payload: Uint8Array): void;
  /** The peer broke a rule; `value` is the opcode or length at fault, where one says it. */
  onViolation(id: ViolationId, value?: number): void;
  /** A message was delivered, or failed, outside of every call: it was decoded late. */
  onLate(): void;
}

/** Frame sink of one connection. */
export class Inbound implements FrameSink {
  readonly #assembler: MessageAssembler;
  readonly #order: DecodeOrder;
  readonly #allocate: Allocate;
  readonly #events: InboundEvents;
  readonly #dialect: Pick<ConnectionDialect, "validateUtf8" | "recordFragments">;
  #control: Uint8Array | undefined;

  constructor(
    limits: Limits,
    allocate: Allocate,
    transform: MessageTransform | undefined,
    events: InboundEvents,
    dialect: Pick<ConnectionDialect, "validateUtf8" | "recordFragments"> = defaultDialect,
    copyInput: CopyMasked = copyMasked,
  ) {
    this.#dialect = dialect;
    this.#assembler = new MessageAssembler(limits, allocate, dialect, copyInput);
    this.#allocate = allocate;
    this.#events = events;
    this.#order = new DecodeOrder(transform, limits.maxMessageBytes, {
      onDecoded: (payload, isText, wasEncoded, ends) => this.#deliver(payload, isText, wasEncoded, ends),
      onUndecodable: (id) => events.onViolation(id),
      onLate: () => events.onLate(),
    });
  }

  /** True while a message has begun and not ended. */
  get isInMessage(): boolean {
    return this.#assembler.isInMessage;
  }

  /** Bytes of memory held for unfinished messages and control frames. */
  get retainedBytes(): number {
    return this.#assembler.retainedBytes + (this.#control?.length ?? 0);
  }

  /** Messages that an extension is still decoding. */
  get pendingDecodes(): number {
    return this.#order.pending;
  }

  /** True while so many messages wait for a decoder that no more should be read. */
  get isFull(): boolean {
    return this.#order.isFull;
  }

  /** Holds back messages that are decoded later. */
  pause(): void {
    this.#order.isPaused = true;
  }

  /** Ends `pause`; what was held back is delivered by `deliver`. */
  resume(): void {
    this.#order.isPaused = false;
  }

  /** Delivers what was held back. */
  deliver(): void {
    this.#order.deliver();
  }

  onFrameStart(header: FrameHeader): ViolationId | undefined {
    if (!isControlOpcode(header.opcode)) return this.#assembler.start(header);
    // At most 125 bytes by the frame rules (RFC 6455 §5.5).
    this.#control = this.#allocate(header.payloadLength);
    return undefined;
  }

  onFramePayload(
    header: FrameHeader,
    bytes: Uint8Array,
    from: number,
    to: number,
    offset: number,
  ): ViolationId | undefined {
    if (!isControlOpcode(header.opcode)) return this.#assembler.append(header, bytes, from, to, offset);
    if (this.#control) copyMasked(bytes, from, to, this.#control, offset, header.maskingKey, offset);
    return undefined;
  }

  onFrameEnd(header: FrameHeader): ViolationId | undefined {
    if (isControlOpcode(header.opcode)) {
      const payload = this.#control ?? this.#allocate(0);
      this.#control = undefined;
      this.#events.onControl(header.opcode, payload);
      return undefined;
    }
    const message = this.#assembler.end(header);
    if (typeof message === "string") return message;
    if (message !== undefined) this.#order.add(message);
    return undefined;
  }

  onFrameViolation(id: ViolationId, value?: number): void {
    this.#events.onViolation(id, value);
  }

  /** Forgets frames and messages that have not arrived whole. */
  clearUnfinished(): void {
    this.#assembler.clear();
    this.#control = undefined;
  }

  /** Forgets everything, also what has arrived whole and is being decoded; later results of decoders are dropped. */
  clear(): void {
    this.clearUnfinished();
    this.#order.clear();
  }

  /** Nothing will arrive any more. Calls `onEnd` once the last message has been decoded and delivered. */
  end(onEnd: () => void): void {
    this.clearUnfinished();
    this.#order.end(onEnd);
  }

  #deliver(payload: Uint8Array, isText: boolean, wasEncoded: boolean, fragmentEnds?: readonly number[]): void {
    if (isText && wasEncoded && this.#dialect.validateUtf8) {
      // RFC 6455 §8.1 is about the text that the application sees, so after the extension.
      const utf8 = new Utf8Validator();
      if (!utf8.push(payload, 0, payload.length) || !utf8.isComplete) {
        this.#order.clear();
        this.#events.onViolation("text-not-utf8");
        return;
      }
    }
    this.#events.onMessage(payload, isText, fragmentEnds);
  }
}
