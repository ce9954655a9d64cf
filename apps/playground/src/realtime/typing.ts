/**
 * Typing in both directions: when to tell the others, and how long to believe them.
 * It knows time through a clock, and neither sockets nor names.
 */

import type { Clock } from "./clock.ts";

/** Least time between two "still typing" to the server. */
export const typingRepeatMs = 2_000;

/** Time without a key after which one has stopped. */
export const typingIdleMs = 4_000;

/** How long another one's "typing" is believed without a repeat. */
export const typingBelievedMs = 6_000;

/** Tells the server that one types: at once, then at most every 2 s, and when one has stopped. */
export class TypingSender {
  readonly #clock: Clock;
  readonly #send: (typing: boolean) => void;
  #toldAt: number | undefined;
  #cancelIdle: () => void = () => {};

  constructor(clock: Clock, send: (typing: boolean) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /** A key was pressed and there is text. */
  typed(): void {
    this.#cancelIdle();
    this.#cancelIdle = this.#clock.after(typingIdleMs, () => this.stopped());
    const now = this.#clock.now();
    if (this.#toldAt !== undefined && now - this.#toldAt < typingRepeatMs) return;
    this.#toldAt = now;
    this.#send(true);
  }

  /** The text is gone, or nothing was typed for a while. */
  stopped(): void {
    if (this.#toldAt === undefined) return;
    this.reset();
    this.#send(false);
  }

  /** The server knows already, or cannot be told. */
  reset(): void {
    this.#cancelIdle();
    this.#toldAt = undefined;
  }
}

/** Who types, until they stop or fall silent. */
export class TypingWatch {
  readonly #clock: Clock;
  readonly #onChange: () => void;
  readonly #expiry = new Map<string, () => void>();

  constructor(clock: Clock, onChange: () => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** Ids of those who type, in the order in which they began. */
  get ids(): readonly string[] {
    return [...this.#expiry.keys()];
  }

  /** What was heard of one. Does not call back: the caller knows. */
  heard(id: string, typing: boolean): void {
    this.#expiry.get(id)?.();
    if (!typing) return void this.#expiry.delete(id);
    const cancel = this.#clock.after(typingBelievedMs, () => {
      this.#expiry.delete(id);
      this.#onChange();
    });
    this.#expiry.set(id, cancel);
  }

  /** Forgets all. */
  clear(): void {
    for (const cancel of this.#expiry.values()) cancel();
    this.#expiry.clear();
  }
}
