/**
 * The rows of the page about limits: names and defaults from the code, meanings from the doc comments of the type.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { clientLimits, type Limits, serverLimits } from "@longwire/wire";

/** One limit. */
export interface LimitRow {
  readonly name: keyof Limits;
  readonly server: string;
  readonly client: string;
  readonly meaning: string;
}

const KIB = 1024;
const MIB = 1024 * KIB;

/** One row per limit, in the order of the type. @throws Error for a limit without a doc comment. */
export function limitRows(): LimitRow[] {
  const source = readFileSync(join(import.meta.dirname, "../../packages/wire/src/limits.ts"), "utf8");
  // The keys of a frozen object that is typed as Limits.
  return (Object.keys(serverLimits) as (keyof Limits)[]).map((name) => ({
    name,
    server: format(name, serverLimits[name]),
    client: format(name, clientLimits[name]),
    meaning: meaningOf(source, name),
  }));
}

function meaningOf(source: string, name: string): string {
  const field = source.indexOf(`readonly ${name}:`);
  const start = source.lastIndexOf("/**", field);
  const end = source.lastIndexOf("*/", field);
  if (field < 0 || start < 0 || end < start) throw new Error(`limits.ts: ${name} has no doc comment`);
  const text = source
    .slice(start + 3, end)
    .replaceAll(/\s*\n\s*\*\s*/g, " ")
    .trim();
  const withoutDefault = text.indexOf(" Default");
  return withoutDefault < 0 ? text : text.slice(0, withoutDefault);
}

function format(name: string, value: number): string {
  if (value === Number.POSITIVE_INFINITY) return "none";
  if (name.endsWith("Ms")) return value === 0 ? "off" : value % 1000 === 0 ? `${value / 1000} s` : `${value} ms`;
  if (!name.endsWith("Bytes")) return String(value);
  if (value % MIB === 0) return `${value / MIB} MiB`;
  return value % KIB === 0 ? `${value / KIB} KiB` : `${value} B`;
}
