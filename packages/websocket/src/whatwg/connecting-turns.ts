/**
 * One handshake at a time for each server (RFC 6455 §4.1, item 2 of the first list), so that a program cannot flood a
 * server with half-open connections. It knows keys and turns; what a turn does is its caller's business.
 */

interface Turn {
  readonly begin: () => void;
}

/** Turns by key, in the order of asking. */
export class ConnectingTurns {
  /** For each key the one whose turn it is, then those who wait. */
  readonly #queues = new Map<string, Turn[]>();

  /**
   * Calls `begin` when it is its turn, at once if nobody else has it.
   * @returns ends the turn, or the waiting for it; calling it again does nothing.
   */
  take(key: string, begin: () => void): () => void {
    const turn: Turn = { begin };
    const queue = this.#queues.get(key);
    if (queue !== undefined) {
      queue.push(turn);
    } else {
      this.#queues.set(key, [turn]);
      begin();
    }
    return () => this.#end(key, turn);
  }

  #end(key: string, turn: Turn): void {
    const queue = this.#queues.get(key) ?? [];
    const index = queue.indexOf(turn);
    if (index < 0) return;
    queue.splice(index, 1);
    if (queue.length === 0) this.#queues.delete(key);
    else if (index === 0) queue[0]?.begin();
  }
}

/**
 * The turns of all browser-like sockets of the process: the rule is about the client as a whole. It holds no connection,
 * only who is connecting.
 */
export const connectingTurns: ConnectingTurns = new ConnectingTurns();
