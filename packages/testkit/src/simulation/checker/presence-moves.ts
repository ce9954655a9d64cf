/**
 * What a process of the hub tells the broker of comings and goings: for each user in each channel a coming, a going, a coming.
 * After a process that died nobody knows what it had not told yet.
 */
import type { Verdicts } from "./verdicts.ts";

/** Comings and goings of all channels. */
export class PresenceMoves {
  readonly #verdicts: Verdicts;
  readonly #last = new Map<string, "join" | "leave">();
  /** Of whom nothing was told: nobody was there before the first process. */
  #others: "absent" | "unknown" = "absent";

  constructor(verdicts: Verdicts) {
    this.#verdicts = verdicts;
  }

  /** The hub tells all. */
  told(channel: string, user: string, move: "join" | "leave"): void {
    const id = `${channel} ${user}`;
    const last = this.#last.get(id) ?? (this.#others === "absent" ? "leave" : undefined);
    this.#last.set(id, move);
    this.#verdicts.expect("I17", last !== move, () => `${channel}: ${move} of ${user} is told, after a ${move}`);
  }

  /** A process has ended. */
  forget(): void {
    this.#last.clear();
    this.#others = "unknown";
  }
}
