/**
 * Writes results as JSON. A payload goes in as the JSON text that it is, so that no number loses a digit.
 */
import { Payload } from "@longwire/protocol";

/** The JSON text of plain values with payloads among them. Members that are `undefined` are left out. */
export function toJsonText(value: unknown): string {
  if (value instanceof Payload) return value.json ?? "null";
  if (Array.isArray(value)) return `[${value.map(toJsonText).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${toJsonText(member)}`).join(",")}}`;
}
