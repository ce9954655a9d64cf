/**
 * When requests are answered: so many in each turn of the event loop, so that thousands who come at once do not keep open
 * connections waiting. It knows the order in which they came, and no handshake.
 */

/** Requests that are answered in one turn: some milliseconds. */
const HANDSHAKES_PER_TURN = 128;

/** Lets a handshake go on now, or in its turn. */
export class HandshakeTurns {
  #left = HANDSHAKES_PER_TURN;
  #isScheduled = false;
  #waiting: (() => void)[] = [];

  /** Runs `handshake` at once, or after those that came before it. */
  run(handshake: () => void): void {
    if (this.#left === 0) {
      this.#waiting.push(handshake);
      return;
    }
    this.#left -= 1;
    this.#schedule();
    handshake();
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.#nextTurn());
  }

  #nextTurn(): void {
    this.#isScheduled = false;
    const due = this.#waiting.splice(0, HANDSHAKES_PER_TURN);
    // Nobody overtakes those who wait.
    this.#left = this.#waiting.length > 0 ? 0 : HANDSHAKES_PER_TURN - due.length;
    if (due.length > 0) this.#schedule();
    for (const handshake of due) handshake();
  }
}
