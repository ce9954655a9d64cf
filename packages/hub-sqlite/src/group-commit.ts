/**
 * Decides which writes share one transaction and one fsync. Pure: what is written goes in with the time, decisions come out.
 * It knows no disk, no timer and no thread, so that the simulation runs the same decisions over a disk of its own.
 */

/** What a write must survive: the death of the process, or of the machine. */
export type WriteDurability = "commit" | "fsync";

/** Bounds of one transaction. */
export interface GroupCommitLimits {
  /** Default 256. */
  readonly maxEntries: number;
  /** From its first write to its commit, the commit itself not counted. Default 2 ms. */
  readonly maxWaitMs: number;
}

/** @see GroupCommitLimits */
export const groupCommitDefaults: GroupCommitLimits = { maxEntries: 256, maxWaitMs: 2 };

/**
 * One group after the other. Nothing waits for a timer: a group goes on while more is at hand, and ends when there is
 * nothing more, so that a lone write waits for its own fsync and no longer.
 */
export class GroupCommit {
  readonly #limits: GroupCommitLimits;
  #entries = 0;
  #beganAt = 0;
  #durability: WriteDurability | undefined;

  constructor(limits: GroupCommitLimits = groupCommitDefaults) {
    this.#limits = limits;
  }

  /** What the gathered writes must survive; `undefined` when there are none. */
  get durability(): WriteDurability | undefined {
    return this.#durability;
  }

  /**
   * Whether what was gathered must be committed before a write of `durability` is added: a transaction that began without
   * an fsync at its end does not get one, and committing it costs none.
   */
  mustCommitBefore(durability: WriteDurability): boolean {
    return this.#durability === "commit" && durability === "fsync";
  }

  /** Adds a write. A write that needs less than the group gives joins it. */
  add(durability: WriteDurability, now: number): void {
    if (this.#durability === undefined) {
      this.#durability = durability;
      this.#beganAt = now;
    }
    this.#entries += 1;
  }

  /** Whether to commit now. @param hasMore there is more at hand that could join. */
  isDue(now: number, hasMore: boolean): boolean {
    if (this.#durability === undefined) return false;
    const { maxEntries, maxWaitMs } = this.#limits;
    return !hasMore || this.#entries >= maxEntries || now - this.#beganAt >= maxWaitMs;
  }

  /** The group was committed, or has failed: the next one begins with the next write. */
  end(): void {
    this.#entries = 0;
    this.#durability = undefined;
  }
}
