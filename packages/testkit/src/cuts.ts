/**
 * Ways to cut a stream of bytes into the parts in which it might arrive. TCP may cut anywhere, so every way must give
 * the same result. It knows bytes only.
 */
import type { SeededRandom } from "./seeded-random.ts";

/** Cuts bytes into parts that together are the same bytes. */
export interface Cut {
  /** For messages of failing tests. */
  readonly name: string;
  /** The parts, in order; a part may be empty. Each has memory of its own, as a reused read buffer would not. */
  readonly parts: (bytes: Uint8Array) => Uint8Array[];
}

/** Everything at once. */
export const whole: Cut = { name: "whole", parts: (bytes) => [Uint8Array.from(bytes)] };

/** One byte at a time. */
export const byteByByte: Cut = {
  name: "byte by byte",
  parts: (bytes) => Array.from(bytes, (byte) => Uint8Array.of(byte)),
};

/** In two: before and after `index`. */
export function splitAt(index: number): Cut {
  return { name: `split at ${index}`, parts: (bytes) => [bytes.slice(0, index), bytes.slice(index)] };
}

/** At random places, with empty parts now and then; parts have up to `maxPartBytes` (default 40) bytes. */
export function randomCuts(random: SeededRandom, maxPartBytes = 40): Cut {
  return {
    name: `random cuts, seed ${random.seed}`,
    parts: (bytes) => {
      const parts: Uint8Array[] = [];
      for (let at = 0; at < bytes.length; ) {
        const end = Math.min(bytes.length, at + random.below(maxPartBytes + 1));
        parts.push(bytes.slice(at, end));
        at = end;
      }
      return parts;
    },
  };
}
