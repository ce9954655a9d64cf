/**
 * When what stands in the write-ahead log goes into the file itself: after answers have gone out, and rather when nobody
 * waits. SQLite would do it inside of a commit, for which a publisher waits.
 */

/** So many commits or writes are about the thousand pages after which SQLite would do it. */
const COMMITS = 300;
const WRITES = 3000;
/** While more keeps coming, it waits until there are so many times as much. */
const PATIENCE = 4;

/** Counts towards the next checkpoint. */
export class Checkpoints {
  #commits = 0;
  #writes = 0;

  /** A group was committed. */
  add(writes: number): void {
    if (writes === 0) return;
    this.#commits += 1;
    this.#writes += writes;
  }

  isDue(isIdle: boolean): boolean {
    const factor = isIdle ? 1 : PATIENCE;
    return this.#commits >= COMMITS * factor || this.#writes >= WRITES * factor;
  }

  /** One was made. */
  done(): void {
    this.#commits = 0;
    this.#writes = 0;
  }
}
