/**
 * A disk with one append-only file of records: what was written is there for the next process, what was synced is there
 * after a loss of power too. It can be slow and full, and what is being written when the lights go out may be there in part.
 * It knows no records' meaning.
 */
import type { SeededRandom } from "../../seeded-random.ts";
import type { Actor } from "../world/actor.ts";
import type { World } from "../world/world.ts";

/** How the disk is. */
export interface DiskNature {
  writeMs: number;
  syncMs: number;
  /** Writes fail while it is full. */
  isFull: boolean;
  /** A loss of power leaves a part of what was not synced; otherwise none of it. */
  readonly leavesPart: boolean;
}

/** A disk that is full. */
class DiskFullError extends Error {
  constructor() {
    super("no space left on device");
    this.name = "DiskFullError";
  }
}

/** Told what is safe against what. */
export interface DiskEvents<Item> {
  /** It survives the end of the process. */
  onWritten(records: readonly Item[]): void;
  /** It survives a loss of power too. */
  onSynced(records: readonly Item[]): void;
}

/** One disk, which outlives processes. */
export class SimulatedDisk<Item> {
  readonly nature: DiskNature;
  readonly #world: World;
  readonly #random: SeededRandom;
  readonly #events: DiskEvents<Item>;
  readonly #records: Item[] = [];
  #synced = 0;
  /** What is being written. */
  #writing: readonly Item[] = [];

  constructor(world: World, random: SeededRandom, nature: DiskNature, events: DiskEvents<Item>) {
    this.#world = world;
    this.#random = random;
    this.nature = nature;
    this.#events = events;
  }

  /** Everything that is there. */
  get records(): readonly Item[] {
    return this.#records;
  }

  /** Appends records, all or none. One write at a time. @param done called in `process`, if it lives then. */
  write(process: Actor, records: readonly Item[], done: (error: Error | undefined) => void): void {
    this.#writing = records;
    this.#world.schedule(process, this.#takes(this.nature.writeMs), "disk write", () => {
      this.#writing = [];
      if (this.nature.isFull) {
        this.#world.schedule(process, 0, "disk full", () => done(new DiskFullError()));
        return;
      }
      this.#append(records);
      this.#world.schedule(process, 0, "disk written", () => done(undefined));
    });
  }

  /** Makes what has been written safe. */
  sync(process: Actor, done: () => void): void {
    const upTo = this.#records.length;
    this.#world.schedule(process, this.#takes(this.nature.syncMs), "disk sync", () => {
      this.#markSynced(upTo);
      this.#world.schedule(process, 0, "disk synced", done);
    });
  }

  /** The process that used it has ended. @param how "kill": the machine goes on; "power": it does not. */
  survive(how: "kill" | "power"): void {
    // A write that was under way has happened or has not; a transaction is never there in part.
    if (this.#writing.length > 0 && !this.nature.isFull && this.#random.chance(0.5)) this.#append(this.#writing);
    this.#writing = [];
    if (how === "kill") return;
    const unsynced = this.#records.length - this.#synced;
    this.#records.length = this.#synced + (this.nature.leavesPart ? this.#random.below(unsynced + 1) : 0);
    this.#markSynced(this.#records.length);
  }

  #append(records: readonly Item[]): void {
    this.#records.push(...records);
    this.#events.onWritten(records);
  }

  #markSynced(upTo: number): void {
    if (upTo <= this.#synced) return;
    const records = this.#records.slice(this.#synced, upTo);
    this.#synced = upTo;
    this.#events.onSynced(records);
  }

  #takes(usualMs: number): number {
    return usualMs * (0.5 + this.#random.below(1000) / 1000);
  }
}
