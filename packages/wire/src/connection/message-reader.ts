/**
 * From bytes to messages, for one connection at a time: the frame reader, the assembler, and the clock of a message that
 * is not complete. It knows whom it reads for only by its `owner`; `connection.ts` lends and returns it.
 */
import type { MessageTransform } from "../extension.ts";
import { FrameReader } from "../frame/frame-reader.ts";
import type { ConnectionProfile } from "./connection-profile.ts";
import type { InputReader } from "./discarder.ts";
import { Inbound, type InboundEvents } from "./inbound.ts";

/** No moment. Not `Infinity`: a field that only ever holds small integers needs no memory of its own for the number. */
export const noMoment = -1;

/** What arrives, and for whom. One object for all readers. */
export type OwnedInboundEvents<Owner> = {
  readonly [Event in keyof InboundEvents]: (owner: Owner, ...event: Parameters<InboundEvents[Event]>) => void;
};

/** Reads for its owner. */
export class MessageReader<Owner = unknown> implements InputReader, InboundEvents {
  readonly inbound: Inbound;
  readonly #frames: FrameReader;
  readonly #events: OwnedInboundEvents<Owner>;
  /** Set before anything is read. */
  owner: Owner | undefined;
  /** Moment of the last `receive` of the owner, for what happens within it. */
  now = 0;
  /** When the unfinished message must be complete, or `noMoment`. */
  messageDeadline: number = noMoment;

  constructor(profile: ConnectionProfile, transform: MessageTransform | undefined, events: OwnedInboundEvents<Owner>) {
    const { role, limits, allocate, dialect, copyMasked } = profile;
    this.#events = events;
    this.inbound = new Inbound(limits, allocate, transform, this, dialect, copyMasked);
    this.#frames = new FrameReader({ expectMask: role === "server", allowRsv1: transform !== undefined }, this.inbound);
  }

  /** True while a frame or a message has begun and not ended. */
  get isUnfinished(): boolean {
    return this.inbound.isInMessage || !this.#frames.isBetweenFrames;
  }

  read(bytes: Uint8Array, at: number): number {
    return this.#frames.read(bytes, at);
  }

  /** Starts or ends the clock of an unfinished message; `timeoutMs` 0 starts none. */
  watch(now: number, timeoutMs: number): void {
    if (!this.isUnfinished) this.messageDeadline = noMoment;
    else if (this.messageDeadline === noMoment && timeoutMs > 0) this.messageDeadline = now + timeoutMs;
  }

  onMessage(payload: Uint8Array, isText: boolean, fragmentEnds?: readonly number[]): void {
    this.#events.onMessage(this.owner as Owner, payload, isText, fragmentEnds); // set while it reads
  }

  onControl(opcode: number, payload: Uint8Array): void {
    this.#events.onControl(this.owner as Owner, opcode, payload);
  }

  onViolation(...violation: Parameters<InboundEvents["onViolation"]>): void {
    this.#events.onViolation(this.owner as Owner, ...violation);
  }

  onLate(): void {
    this.#events.onLate(this.owner as Owner);
  }
}
