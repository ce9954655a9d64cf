/**
 * Which idempotency keys of channels are known, and what came of them, for as long as each is to be known.
 */
import type { Idempotency, Position } from "../ports/history-store.ts";

/** What came of a key. */
export interface KnownKey {
  readonly payloadHash: string;
  readonly position: Position;
  readonly expiresAt: number;
}

/** Keys of one channel. */
class IdempotencyWindow {
  // In the order in which they were remembered; windows of one channel are alike, so the oldest expire first.
  readonly #outcomes = new Map<string, KnownKey>();

  get size(): number {
    return this.#outcomes.size;
  }

  find(key: string, now: number): KnownKey | undefined {
    this.expire(now);
    const outcome = this.#outcomes.get(key);
    return outcome !== undefined && outcome.expiresAt > now ? outcome : undefined;
  }

  remember({ key, payloadHash, windowMs }: Idempotency, position: Position, now: number): void {
    this.#outcomes.delete(key);
    this.#outcomes.set(key, { payloadHash, position, expiresAt: now + windowMs });
  }

  forget(key: string): void {
    this.#outcomes.delete(key);
  }

  /** Forgets what is old, from the oldest on. */
  expire(now: number): void {
    for (const [key, { expiresAt }] of this.#outcomes) {
      if (expiresAt > now) return;
      this.#outcomes.delete(key);
    }
  }
}

/** Keys of every channel. */
export class IdempotencyWindows {
  readonly #byChannel = new Map<string, IdempotencyWindow>();

  find(channel: string, key: string, now: number): KnownKey | undefined {
    return this.#byChannel.get(channel)?.find(key, now);
  }

  remember(channel: string, idempotency: Idempotency, position: Position, now: number): void {
    let window = this.#byChannel.get(channel);
    if (window === undefined) {
      window = new IdempotencyWindow();
      this.#byChannel.set(channel, window);
    }
    window.remember(idempotency, position, now);
  }

  forget(channel: string, key: string): void {
    const window = this.#byChannel.get(channel);
    window?.forget(key);
    if (window?.size === 0) this.#byChannel.delete(channel);
  }

  /** Forgets what is old in every channel. */
  expire(now: number): void {
    for (const [channel, window] of this.#byChannel) {
      window.expire(now);
      if (window.size === 0) this.#byChannel.delete(channel);
    }
  }

  clear(): void {
    this.#byChannel.clear();
  }
}
