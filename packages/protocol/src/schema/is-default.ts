/**
 * Which values a message leaves out, in either encoding (proto3).
 */
import type { FieldType } from "./message-type.ts";

/** True for what is left out of a message. An empty message is not: that it is there says something. */
export function isDefault(value: unknown, type: FieldType): boolean {
  if (type.kind === "list") return (value as readonly unknown[]).length === 0;
  if (type.kind === "map") return (value as ReadonlyMap<string, unknown>).size === 0;
  return type.kind === "scalar" && type.scalar !== "payload" && (value === 0 || value === "" || value === false);
}
