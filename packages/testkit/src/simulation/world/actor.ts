/**
 * Somebody in the simulated world to whom events happen: a process of the hub, a client, the network. It can end, so that
 * nothing happens to it any more; stand still for a while, as a tab in the background does; and have a clock that is wrong.
 */

/** One actor. */
export class Actor {
  readonly name: string;
  /** What its wall clock is ahead of the world's, in milliseconds. */
  clockSkewMs = 0;
  #state: "alive" | "ended" = "alive";

  constructor(name: string) {
    this.name = name;
  }

  get isAlive(): boolean {
    return this.#state === "alive";
  }

  /** Nothing happens to it any more. */
  end(): void {
    this.#state = "ended";
  }
}
