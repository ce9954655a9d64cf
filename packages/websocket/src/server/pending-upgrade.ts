/**
 * A stream between its first byte and the end of its opening handshake: errors are caught from the start, bytes that
 * come early are kept in bounds, a peer that goes away is noticed at any await, and everything has a deadline.
 * It knows no HTTP; `own-port.ts` and `attached.ts` feed it, `upgrade-pipeline.ts` decides.
 */
import { type Limits, type RefusalAnswer, refusals } from "@longwire/wire";
import type { DeadlineEntry } from "../runtime/deadline-queue.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { ByteStream, ByteStreamEvents } from "../streams/byte-stream.ts";
import { type HandshakeAnswers, http1Answers } from "./handshake-answers.ts";

/** Early bytes kept for after the 101; a client should send none (RFC 6455 §4.1), so this bounds the impolite. */
const MAX_EARLY_BYTES = 64 * 1024;
/** A refused peer gets this long to read its answer. */
const REFUSAL_LINGER_MS = 1000;

/** Told when a pending upgrade is over, one way or another. */
export interface PendingUpgradeEvents {
  /** The deadline passed; `refuse` was called already. */
  onTimeout(): void;
  /** The stream has ended and is released, or was handed over. Exactly once. */
  onOver(): void;
}

const NEVER = Number.POSITIVE_INFINITY;

/** One handshake in progress on the server. */
export class PendingUpgrade implements DeadlineEntry, ByteStreamEvents {
  scheduledTick: number = NEVER;
  readonly stream: ByteStream;
  /** How this handshake is answered. */
  readonly answers: HandshakeAnswers;
  readonly #runtime: Runtime;
  readonly #events: PendingUpgradeEvents;
  readonly #abort = new AbortController();
  readonly #early: Uint8Array[] = [];
  #earlyBytes = 0;
  #state: "open" | "refused" | "over" = "open";
  #deadline: number;
  /** Reads the request head; gone once it is complete. */
  #onHeadBytes: ((bytes: Uint8Array) => void) | undefined;

  /** @param onBytes gets what arrives before the head is complete; without it, everything is early data. */
  constructor(
    stream: ByteStream,
    limits: Limits,
    runtime: Runtime,
    events: PendingUpgradeEvents,
    onBytes?: (bytes: Uint8Array) => void,
    answers: HandshakeAnswers = http1Answers,
  ) {
    this.stream = stream;
    this.answers = answers;
    this.#runtime = runtime;
    this.#events = events;
    this.#deadline = limits.handshakeTimeoutMs > 0 ? runtime.clock.now() + limits.handshakeTimeoutMs : NEVER;
    this.#onHeadBytes = onBytes;
    stream.events = this;
    runtime.deadlines.update(this);
    stream.resume();
  }

  /** True until it is refused, handed over, or gone. */
  get isOpen(): boolean {
    return this.#state === "open";
  }

  /** Aborted when the peer goes away, or is refused, before the answer. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** The head is complete; what comes from now on is early data. */
  headRead(): void {
    this.#onHeadBytes = undefined;
  }

  /** Keeps bytes that belong after the handshake. Reading stops when there are too many of them. */
  keepEarly(bytes: Uint8Array): void {
    if (this.#state !== "open" || bytes.length === 0) return;
    this.#early.push(Buffer.from(bytes)); // lent: copied
    this.#earlyBytes += bytes.length;
    if (this.#earlyBytes > MAX_EARLY_BYTES) this.stream.pause();
  }

  /** Ends the handshake well. @returns the early bytes; the stream is paused and waits for its next owner. */
  handOver(): Buffer {
    this.stream.pause();
    this.#state = "over";
    this.#runtime.deadlines.remove(this);
    this.#events.onOver();
    return Buffer.concat(this.#early);
  }

  /**
   * Ends the handshake with an HTTP answer; nothing that the peer sent is read as anything else (RFC 6455 §4.2.2).
   * @throws UsageError, with nothing done, for an answer that cannot be sent.
   */
  refuse(answer: RefusalAnswer): void {
    if (this.#state !== "open") return;
    this.answers.sendRefusal(this.stream, answer);
    this.#state = "refused";
    this.#early.length = 0;
    this.#onHeadBytes = undefined;
    this.#abort.abort();
    this.#deadline = this.#runtime.clock.now() + REFUSAL_LINGER_MS;
    this.#runtime.deadlines.update(this);
    // Reading on keeps an unread request from turning the answer into a reset.
    this.stream.resume();
  }

  /** Ends the stream at once. */
  destroy(): void {
    this.stream.destroy();
  }

  nextDeadline(): number {
    return this.#deadline;
  }

  expire(): void {
    this.#deadline = NEVER;
    if (this.#state === "refused") {
      this.stream.destroy();
    } else if (this.#state === "open") {
      this.refuse(refusals["handshake-timeout"]);
      this.#events.onTimeout();
    }
  }

  onBytes(bytes: Uint8Array): void {
    if (this.#onHeadBytes === undefined) this.keepEarly(bytes);
    else this.#onHeadBytes(bytes);
  }

  /** FIN before the 101: nobody is left to upgrade, and no half-open stream is left behind (RFC 6455 §4.2). */
  onEnd(): void {
    if (this.#state === "open" || this.stream.pendingBytes === 0) this.stream.destroy();
  }

  /** Nothing to tell: `onClose` follows, and the peer is gone. */
  onError(): void {}

  onClose(): void {
    if (this.#state === "over") return;
    this.#state = "over";
    this.#early.length = 0;
    this.#runtime.deadlines.remove(this);
    this.#abort.abort();
    this.#events.onOver();
  }
}
