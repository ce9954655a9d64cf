/**
 * Watches the numbers of messages that should arrive each once and in order, and counts those that did not.
 * It knows numbers that begin again after `modulus`; where they stand in a message is known elsewhere.
 */

/** Gaps that are remembered, so that a late message is told from a second one. */
const MAX_REMEMBERED = 65_536;

/** What went wrong, in messages. */
export interface SequenceFaults {
  /** Skipped and never seen. */
  readonly lost: number;
  readonly duplicated: number;
  /** Came after a later one. */
  readonly reordered: number;
}

/** The numbers of one stream of messages: 0, 1, 2 … and after `modulus − 1` again 0. */
export class SequenceCheck {
  readonly #modulus: number;
  readonly #missing = new Set<number>();
  #next = 0;
  #lost = 0;
  #duplicated = 0;
  #reordered = 0;

  /** @param modulus at least 2; more messages than half of it must not be under way. */
  constructor(modulus: number) {
    this.#modulus = modulus;
  }

  /** What went wrong so far. */
  get faults(): SequenceFaults {
    return { lost: this.#lost, duplicated: this.#duplicated, reordered: this.#reordered };
  }

  /** A message with this number arrived. */
  arrived(number: number): void {
    const ahead = (number - this.#next + this.#modulus) % this.#modulus;
    if (ahead < this.#modulus / 2) this.#skipTo(number, ahead);
    else if (this.#missing.delete(number)) {
      this.#lost -= 1;
      this.#reordered += 1;
    } else this.#duplicated += 1;
  }

  #skipTo(number: number, skipped: number): void {
    for (let i = 0; i < skipped && this.#missing.size < MAX_REMEMBERED; i += 1) {
      this.#missing.add((this.#next + i) % this.#modulus);
    }
    this.#lost += skipped;
    this.#next = (number + 1) % this.#modulus;
  }
}
