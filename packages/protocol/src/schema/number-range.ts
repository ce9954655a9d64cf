/**
 * Which numbers a field may hold.
 */
import type { ScalarType } from "./message-type.ts";

const ranges = {
  uint32: [0, 2 ** 32 - 1],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint64: [0, Number.MAX_SAFE_INTEGER],
  int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
} as const;

/** Types of whole numbers. */
export type NumberType = Exclude<ScalarType, "string" | "bool" | "payload">;

/** True when `value` is a whole number that a field of `type` can hold and that JavaScript holds exactly. */
export function isInRange(value: number, type: NumberType): boolean {
  const [lowest, highest] = ranges[type];
  return Number.isInteger(value) && value >= lowest && value <= highest;
}
