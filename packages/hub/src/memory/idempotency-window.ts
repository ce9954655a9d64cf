/**
 * Which idempotency keys of a channel are known, and what came of them, for as long as each is to be known.
 */
import type { Idempotency, Position } from "../ports/history-store.ts";

interface Outcome {
  readonly payloadHash: string;
  readonly position: Position;
  readonly expiresAt: number;
}

/** Keys of one channel. */
export class IdempotencyWindow {
  // In the order in which they were remembered; windows of one channel are alike, so the oldest expire first.
  readonly #outcomes = new Map<string, Outcome>();

  get size(): number {
    return this.#outcomes.size;
  }

  find(key: string, now: number): Outcome | undefined {
    this.expire(now);
    const outcome = this.#outcomes.get(key);
    return outcome !== undefined && outcome.expiresAt > now ? outcome : undefined;
  }

  remember({ key, payloadHash, windowMs }: Idempotency, position: Position, now: number): void {
    this.#outcomes.delete(key);
    this.#outcomes.set(key, { payloadHash, position, expiresAt: now + windowMs });
  }

  /** Forgets what is old, from the oldest on. */
  expire(now: number): void {
    for (const [key, { expiresAt }] of this.#outcomes) {
      if (expiresAt > now) return;
      this.#outcomes.delete(key);
    }
  }
}
