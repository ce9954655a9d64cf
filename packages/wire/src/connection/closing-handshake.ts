/**
 * The closing handshake (RFC 6455 §7): what was said by whom, when TCP is to end, and until when each step may take.
 * It knows the roles, since the server ends TCP first; it encodes nothing and reads nothing.
 */
import type { Limits } from "../limits.ts";
import type { Close } from "../message/close-payload.ts";
import type { Role } from "../role.ts";
import { type Violation, type ViolationId, violations } from "../violation.ts";
import { type CloseResult, closeResult } from "./close-result.ts";
import { type ConnectionEvent, type ConnectionState, transitions } from "./connection-state.ts";

/**
 * What the driver must do with the transport after it has written all output:
 * `keep` it, `finish` it (send FIN, go on reading until the peer's FIN), or `abort` it (destroy at once, output is lost).
 */
export type TransportAction = "keep" | "finish" | "abort";

const NEVER = Number.POSITIVE_INFINITY;

/** State and facts of one connection's end. */
export class ClosingHandshake {
  readonly #role: Role;
  readonly #limits: Pick<Limits, "closeTimeoutMs" | "lingerTimeoutMs">;
  #state: ConnectionState = "open";
  #sent: Close | undefined;
  #received: Close | undefined;
  #first: "local" | "remote" | undefined;
  #cause: Violation | undefined;
  #transport: TransportAction = "keep";
  /** When TCP must have ended, and when a client stops waiting for the server to end it. */
  #deadline = NEVER;
  #lingerDeadline = NEVER;

  constructor(role: Role, limits: Pick<Limits, "closeTimeoutMs" | "lingerTimeoutMs">) {
    this.#role = role;
    this.#limits = limits;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get transport(): TransportAction {
    return this.#transport;
  }

  get hasSent(): boolean {
    return this.#sent !== undefined;
  }

  /** Both Close frames are through; only TCP has not ended (RFC 6455 §7.1.4). */
  get isComplete(): boolean {
    return this.#sent !== undefined && this.#received !== undefined;
  }

  get result(): CloseResult {
    return closeResult({ sent: this.#sent, received: this.#received, first: this.#first, cause: this.#cause });
  }

  /** The next moment at which `expire` has something to do. */
  get nextDeadline(): number {
    return Math.min(this.#deadline, this.#lingerDeadline);
  }

  /** We send `close`, first or as the echo. */
  send(close: Close, now: number): void {
    this.#sent = close;
    this.#first ??= "local";
    this.#apply("close-sent");
    this.#startDeadline(now);
    this.#afterCloseFrame(now);
  }

  /** The peer's Close arrived. */
  receive(close: Close, now: number): void {
    this.#received = close;
    this.#first ??= "remote";
    this.#apply("close-received");
    this.#afterCloseFrame(now);
  }

  /** The peer broke a rule. Nothing more of it is processed (RFC 6455 §7.1.7). */
  fail(id: ViolationId, now: number): void {
    if (this.#state === "closed") return;
    this.#cause ??= violations[id];
    this.#first ??= "local";
    this.#apply("failed");
    this.#startDeadline(now);
    this.#transport = "finish";
  }

  /** TCP ended. Without a received Close that is an abnormal end (RFC 6455 §7.1.5). */
  transportEnded(): void {
    if (this.#state === "closed") return;
    if (this.#received === undefined) this.#cause ??= violations["no-close-frame"];
    this.#end(this.#transport === "abort" ? "abort" : "finish");
  }

  /** We end TCP at once. `id` names the limit that the peer ran into; without it, our caller wanted it so. */
  abort(id: ViolationId | undefined): void {
    if (this.#state === "closed") return;
    this.#first ??= "local";
    if (id !== undefined) this.#cause ??= violations[id];
    this.#end("abort");
  }

  /** Does what is due at `now`. @returns true when the closing handshake has taken too long and must be aborted. */
  expire(now: number): boolean {
    if (now >= this.#deadline) return true;
    if (now >= this.#lingerDeadline) {
      this.#lingerDeadline = NEVER;
      this.#transport = "finish";
    }
    return false;
  }

  /** Once both Close frames are through, TCP ends: the server at once, the client after the server (RFC 6455 §7.1.1). */
  #afterCloseFrame(now: number): void {
    if (!this.isComplete || this.#transport !== "keep") return;
    if (this.#role === "server") this.#transport = "finish";
    else if (this.#limits.lingerTimeoutMs > 0) this.#lingerDeadline = now + this.#limits.lingerTimeoutMs;
    else this.#transport = "finish";
  }

  #startDeadline(now: number): void {
    if (this.#deadline === NEVER && this.#limits.closeTimeoutMs > 0) this.#deadline = now + this.#limits.closeTimeoutMs;
  }

  #end(transport: TransportAction): void {
    this.#apply("transport-ended");
    this.#transport = transport;
    this.#deadline = NEVER;
    this.#lingerDeadline = NEVER;
  }

  #apply(event: ConnectionEvent): void {
    this.#state = transitions[this.#state][event];
  }
}
