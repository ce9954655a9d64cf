/**
 * A stream between its first byte and the end of its opening handshake: errors are caught from the start, bytes that
 * come early are kept in bounds, a peer that goes away is noticed at any await, and everything has a deadline.
 * It knows no HTTP; `own-port.ts` and `attached.ts` feed it, `upgrade-pipeline.ts` decides.
 */
import { type Limits, type RefusalAnswer, refusalResponse, refusals } from "@longwire/wire";
import type { DeadlineEntry } from "../runtime/deadline-queue.ts";
import type { Runtime } from "../runtime/runtime.ts";
import type { ByteStream, ByteStreamEvents } from "../streams/byte-stream.ts";
import type { ProxiedClient } from "./proxy-protocol.ts";

/** Room for the first early bytes; a client should send none before the 101 (RFC 6455 §4.1). */
const FIRST_EARLY_BYTES = 1024;
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
const NO_BYTES = Buffer.alloc(0);

/** One handshake in progress on the server. */
export class PendingUpgrade implements DeadlineEntry, ByteStreamEvents {
  scheduledTick: number = NEVER;
  readonly stream: ByteStream;
  /** The client for whom a proxy has connected, where the PROXY protocol says so. */
  client: ProxiedClient | undefined;
  readonly #runtime: Runtime;
  readonly #events: PendingUpgradeEvents;
  readonly #abort = new AbortController();
  readonly #maxEarlyBytes: number;
  /** One buffer that grows: an object for every packet would cost many times its bytes. */
  #early: Buffer = NO_BYTES;
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
  ) {
    this.stream = stream;
    this.#runtime = runtime;
    this.#events = events;
    this.#maxEarlyBytes = limits.maxEarlyBytes;
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
    const length = this.#earlyBytes + bytes.length;
    if (length > this.#early.length) {
      const grown = Buffer.allocUnsafe(Math.max(length, 2 * this.#early.length, FIRST_EARLY_BYTES));
      this.#early.copy(grown, 0, 0, this.#earlyBytes);
      this.#early = grown;
    }
    this.#early.set(bytes, this.#earlyBytes); // lent: copied
    this.#earlyBytes = length;
    if (length > this.#maxEarlyBytes) this.stream.pause();
  }

  /** Ends the handshake well. @returns the early bytes; the stream is paused and waits for its next owner. */
  handOver(): Buffer {
    this.stream.pause();
    this.#state = "over";
    this.#runtime.deadlines.remove(this);
    this.#events.onOver();
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
    const response = refusalResponse(answer);
    this.#state = "refused";
    this.#early = NO_BYTES;
    this.#onHeadBytes = undefined;
    this.#abort.abort();
    this.#deadline = this.#runtime.clock.now() + REFUSAL_LINGER_MS;
    this.#runtime.deadlines.update(this);
    this.stream.write([response], () => undefined);
    this.stream.end();
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
    this.#early = NO_BYTES;
    this.#runtime.deadlines.remove(this);
    this.#abort.abort();
    this.#events.onOver();
  }
}
