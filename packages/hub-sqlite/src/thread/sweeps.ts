/**
 * Sweeps in small parts between other work, so that no publisher waits long for one.
 */
import type { StoredOutcome } from "../codec/outcome.ts";
import type { Engine } from "../engine/engine.ts";
import { toStoreError } from "../sqlite-store-error.ts";

interface Sweep {
  readonly now: number;
  readonly done: (outcome: StoredOutcome) => void;
}

/** The sweeps that were asked for, in their order. */
export class Sweeps {
  readonly #engine: Engine;
  readonly #waiting: Sweep[] = [];

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  add(now: number, done: (outcome: StoredOutcome) => void): void {
    this.#waiting.push({ now, done });
  }

  /** Does a part. To be called again while some are waiting. */
  step(): void {
    const [sweep] = this.#waiting;
    if (sweep === undefined) return;
    try {
      if (this.#engine.sweep(sweep.now)) return;
      sweep.done({ type: "done" });
    } catch (error) {
      this.#engine.rollback();
      sweep.done({ type: "failed", error: toStoreError(error) });
    }
    this.#waiting.shift();
  }
}
