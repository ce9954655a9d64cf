/**
 * Masking keys from Node's CSPRNG (RFC 6455 §5.3, §10.3): unpredictable, new for every frame.
 * It draws 8 KiB at a time, since a system call for each frame would cost more than the frame.
 */
import { randomFillSync } from "node:crypto";
import type { NextMaskingKey } from "@longwire/wire";

const POOL_BYTES = 8 * 1024;

/** A source of masking keys; several connections may share one. */
export function createMaskingKeys(): NextMaskingKey {
  const pool = new Uint32Array(POOL_BYTES / Uint32Array.BYTES_PER_ELEMENT);
  let next = pool.length;
  return () => {
    if (next === pool.length) {
      randomFillSync(pool);
      next = 0;
    }
    const key = pool[next] as number; // next is below pool.length
    next += 1;
    return key;
  };
}
