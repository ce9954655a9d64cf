/**
 * When connect commands are run: a few in each turn of the event loop, so that many clients who come at once do not keep
 * everybody waiting. It knows the order in which they came, and nothing of what they are.
 */
import type { NextTurn } from "../ports/next-turn.ts";

/** Connects that begin in one turn: some milliseconds. */
const CONNECTS_PER_TURN = 64;

/** Lets work begin now, or in its turn. */
export class ConnectTurns {
  readonly #nextTurn: NextTurn;
  #left = CONNECTS_PER_TURN;
  #isScheduled = false;
  #waiting: (() => void)[] = [];

  constructor(nextTurn: NextTurn) {
    this.#nextTurn = nextTurn;
  }

  /** Runs `work`, which does not throw, at once or after what came before it. */
  run(work: () => void): void {
    if (this.#left === 0) {
      this.#waiting.push(work);
      return;
    }
    this.#left -= 1;
    this.#schedule();
    work();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#nextTurn(() => this.#begin());
  }

  #begin(): void {
    this.#isScheduled = false;
    const now = this.#waiting.splice(0, CONNECTS_PER_TURN);
    // While others wait, those who come have no turn before them.
    this.#left = this.#waiting.length > 0 ? 0 : CONNECTS_PER_TURN - now.length;
    if (now.length > 0) this.#schedule();
    for (const work of now) work();
  }
}
