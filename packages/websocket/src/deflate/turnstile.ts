/**
 * Lets work begin while there is room, first come first served: so many jobs at a time, or so many bytes.
 * It knows weights and not what the work is.
 */

/** Work that waits. */
interface Waiting {
  readonly weight: number;
  readonly begin: () => void;
}

/** A bound on what goes on at the same time. */
export class Turnstile {
  readonly #capacity: number;
  #inside = 0;
  readonly #waiting = new Set<Waiting>();

  /** @param capacity the most that may be inside; whatever weighs more is let in alone. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** What is inside. */
  get inside(): number {
    return this.#inside;
  }

  /** How much work waits. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * Calls `begin` when its turn has come, at once if there is room. It must be followed by one `leave` with that weight.
   * @returns takes the work out of the queue, and tells whether it was there: not once it has begun.
   */
  enter(weight: number, begin: () => void): () => boolean {
    const work: Waiting = { weight, begin };
    this.#waiting.add(work);
    this.#admit();
    return () => {
      const isFound = this.#waiting.delete(work);
      if (isFound) this.#admit();
      return isFound;
    };
  }

  /** Work of `weight` has ended. */
  leave(weight: number): void {
    this.#inside -= weight;
    this.#admit();
  }

  #admit(): void {
    for (const work of this.#waiting) {
      if (this.#inside > 0 && this.#inside + work.weight > this.#capacity) return;
      this.#waiting.delete(work);
      this.#inside += work.weight;
      work.begin();
    }
  }
}
