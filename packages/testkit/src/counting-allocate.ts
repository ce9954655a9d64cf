/**
 * The allocation port of the core with a meter: how much was asked for, and how much at once at most.
 * It knows sizes only. What it hands out is full of poison, so that a byte that nobody wrote shows.
 */
import type { Allocate } from "@longwire/wire";

const POISON = 0xa5;

/** Counts what the core allocates. */
export class CountingAllocate {
  /** Number of calls. */
  calls = 0;
  /** Bytes of all calls together. */
  totalBytes = 0;
  /** Bytes of the greatest call. */
  largestBytes = 0;

  /** The port; may be passed on without its object. */
  readonly allocate: Allocate = (length) => {
    this.calls += 1;
    this.totalBytes += length;
    this.largestBytes = Math.max(this.largestBytes, length);
    return new Uint8Array(length).fill(POISON);
  };
}
