/**
 * What the disk itself takes: 4 KiB written and synced, one after the other, as SQLite does it for one commit.
 */
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";

/** @returns milliseconds of each write with its fsync. */
export function fsyncLoop(file: string, durationMs: number): number[] {
  const page = Buffer.alloc(4096, 1);
  const descriptor = openSync(file, "w");
  const times: number[] = [];
  const end = performance.now() + durationMs;
  try {
    for (let now = performance.now(); now < end; now = performance.now()) {
      writeSync(descriptor, page);
      fsyncSync(descriptor);
      times.push(performance.now() - now);
    }
  } finally {
    closeSync(descriptor);
  }
  return times;
}
