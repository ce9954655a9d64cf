/**
 * A stream between its first byte and the end of its opening handshake: errors are caught from the start, bytes that
 * come early are kept in bounds, a peer that goes away is noticed at any await, and everything has a deadline.
 * It reads no HTTP; `own-port.ts` and `attached.ts` feed it, `upgrade-pipeline.ts` decides.
 */
import { type Limits, type RefusalAnswer, type RequestHeadParser, refusals } from "@longwire/wire";
import { type DeadlineEntry, notScheduled } from "../runtime/deadline-queue.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { ByteStream, ByteStreamEvents } from "../streams/byte-stream.ts";
import { type HandshakeAnswers, http1Answers } from "./handshake-answers.ts";
import type { ProxiedClient, ProxyHeaderReader } from "./proxy-protocol.ts";

/** Room for the first early bytes; a client should send none before the 101 (RFC 6455 §4.1). */
const FIRST_EARLY_BYTES = 1024;
/** A refused peer gets this long to read its answer. */
const REFUSAL_LINGER_MS = 1000;

/** Told when a pending upgrade is over, one way or another. One object may serve all. */
export interface PendingUpgradeEvents {
  /** Bytes that came before the head was complete. Not called for an upgrade that began with its head. */
  onHeadBytes(bytes: Uint8Array, parser: RequestHeadParser, pending: PendingUpgrade): void;
  /** The deadline passed; `refuse` was called already. */
  onTimeout(): void;
  /** The stream has ended and is released, or was handed over. Exactly once. */
  onOver(pending: PendingUpgrade): void;
}

const NEVER = Number.POSITIVE_INFINITY;
const NO_BYTES: Uint8Array = new Uint8Array(0);

/** One handshake in progress on the server. */
export class PendingUpgrade implements DeadlineEntry, ByteStreamEvents {
  scheduledTick: number = notScheduled;
  readonly stream: ByteStream;
  /** The client for whom a proxy has connected, where the PROXY protocol says so. */
  client: ProxiedClient | undefined;
  /** Reads what a proxy says before the request; gone once it is complete. */
  proxyHeader: ProxyHeaderReader | undefined;
  /** How this handshake is answered. */
  readonly answers: HandshakeAnswers;
  readonly #runtime: Runtime;
  readonly #events: PendingUpgradeEvents;
  /** Made when somebody asks for the signal: few applications do. */
  #abort: AbortController | undefined;
  readonly #maxEarlyBytes: number;
  /** One buffer that grows: an object for every packet would cost many times its bytes. */
  #early: Uint8Array = NO_BYTES;
  #earlyBytes = 0;
  #state: "open" | "refused" | "handed-over" | "gone" = "open";
  #deadline: number;
  /** For the request's head; gone once it is complete. */
  #parser: RequestHeadParser | undefined;

  /** @param parser what arrives is the request's head at first; without it, everything is early data. */
  constructor(
    stream: ByteStream,
    limits: Limits,
    runtime: Runtime,
    events: PendingUpgradeEvents,
    parser?: RequestHeadParser,
    answers: HandshakeAnswers = http1Answers,
  ) {
    this.stream = stream;
    this.answers = answers;
    this.#runtime = runtime;
    this.#events = events;
    this.#maxEarlyBytes = limits.maxEarlyBytes;
    this.#deadline = limits.handshakeTimeoutMs > 0 ? runtime.clock.now() + limits.handshakeTimeoutMs : NEVER;
    this.#parser = parser;
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
    if (this.#abort === undefined) {
      this.#abort = new AbortController();
      if (this.#state === "refused" || this.#state === "gone") this.#abort.abort();
    }
    return this.#abort.signal;
  }

  /** The head is complete; what comes from now on is early data. */
  headRead(): void {
    this.#parser = undefined;
  }

  /** Keeps bytes that belong after the handshake. Reading stops when there are too many of them. */
  keepEarly(bytes: Uint8Array): void {
    if (this.#state !== "open" || bytes.length === 0) return;
    const length = this.#earlyBytes + bytes.length;
    if (length > this.#early.length) {
      const grown = Buffer.allocUnsafe(Math.max(length, 2 * this.#early.length, FIRST_EARLY_BYTES));
      grown.set(this.#early.subarray(0, this.#earlyBytes));
      this.#early = grown;
    }
    this.#early.set(bytes, this.#earlyBytes); // lent: copied
    this.#earlyBytes = length;
    if (length > this.#maxEarlyBytes) this.stream.pause();
  }

  /** Ends the handshake well. @returns the early bytes; the next owner takes the stream, which goes on, at once. */
  handOver(): Uint8Array {
    this.#state = "handed-over";
    this.#runtime.deadlines.remove(this);
    this.#events.onOver(this);
    const early = this.#early.subarray(0, this.#earlyBytes);
    this.#early = NO_BYTES;
    return early;
  }

  /**
   * Ends the handshake with an HTTP answer; nothing that the peer sent is read as anything else (RFC 6455 §4.2.2).
   * @throws UsageError, with nothing done, for an answer that cannot be sent.
   */
  refuse(answer: RefusalAnswer): void {
    if (this.#state !== "open") return;
    this.answers.sendRefusal(this.stream, answer);
    this.#state = "refused";
    this.#early = NO_BYTES;
    this.#parser = undefined;
    this.#abort?.abort();
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
    if (this.#parser === undefined) this.keepEarly(bytes);
    else this.#events.onHeadBytes(bytes, this.#parser, this);
  }

  /** The answer is on its way; nothing waits for it. */
  onWritten(): void {}

  /** FIN before the 101: nobody is left to upgrade, and no half-open stream is left behind (RFC 6455 §4.2). */
  onEnd(): void {
    if (this.#state === "open" || this.stream.pendingBytes === 0) this.stream.destroy();
  }

  /** Nothing to tell: `onClose` follows, and the peer is gone. */
  onError(): void {}

  onClose(): void {
    if (this.#state === "handed-over" || this.#state === "gone") return;
    this.#state = "gone";
    this.#early = NO_BYTES;
    this.#runtime.deadlines.remove(this);
    this.#abort?.abort();
    this.#events.onOver(this);
  }
}
