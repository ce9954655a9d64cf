/**
 * The rows of the page about limits: names and defaults from the code, meanings from the doc comments of the type.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defaultHubLimits, defaultHubTimes } from "@longwire/hub";
import { type Http2Limits, http2Limits } from "@longwire/websocket";
import { clientLimits, type Limits, serverLimits } from "@longwire/wire";

/** One limit. */
export interface LimitRow {
  readonly name: keyof Limits;
  /** "bytes", "ms" or "count". */
  readonly unit: string;
  readonly server: string;
  readonly client: string;
  /** What it bounds. */
  readonly meaning: string;
  /** What happens at it. */
  readonly effect: string;
}

/** One limit of a server's HTTP/2 connections. */
export interface Http2LimitRow {
  readonly name: keyof Http2Limits;
  readonly value: string;
  /** What it bounds. */
  readonly meaning: string;
  /** What happens at it; empty where that is said with another limit. */
  readonly effect: string;
}

/** A bound that is no option. */
export interface FixedBoundRow {
  readonly name: string;
  readonly value: string;
  readonly meaning: string;
}

const PACKAGES = join(import.meta.dirname, "../../packages");
const KIB = 1024;
const MIB = 1024 * KIB;
const MEGABYTE = 1_000_000;

/** One row per limit, in the order of the type. @throws Error for a limit without a doc comment, or that does not say "Over it". */
export function limitRows(): LimitRow[] {
  const source = readFileSync(join(PACKAGES, "wire/src/limits.ts"), "utf8");
  // The keys of a frozen object that is typed as Limits.
  return (Object.keys(serverLimits) as (keyof Limits)[]).map((name) => {
    const [meaning = "", effect] = commentBefore(source, `readonly ${name}:`).split(/ Over it: /);
    if (effect === undefined) throw new Error(`limits.ts: ${name} does not say what happens "Over it: "`);
    return {
      name,
      unit: name.endsWith("Ms") ? "ms" : name.endsWith("Bytes") ? "bytes" : "count",
      server: format(name, serverLimits[name]),
      client: format(name, clientLimits[name]),
      meaning,
      effect: effect.charAt(0).toUpperCase() + effect.slice(1),
    };
  });
}

/** One row per limit of HTTP/2, in the order of the type. @throws Error for a limit without a doc comment. */
export function http2LimitRows(): Http2LimitRow[] {
  const source = readFileSync(join(PACKAGES, "websocket/src/http2/http2-limits.ts"), "utf8");
  // The keys of a frozen object that is typed as Http2Limits.
  return (Object.keys(http2Limits) as (keyof Http2Limits)[]).map((name) => {
    const [meaning = "", effect = ""] = commentBefore(source, `readonly ${name}:`).split(/ (?:Over|After) it: /);
    const value = format(name, http2Limits[name]);
    return { name, value: name.endsWith("Rate") ? `${value} per second` : value, meaning, effect };
  });
}

/** One limit of a hub. */
export interface HubLimitRow {
  readonly name: string;
  readonly value: string;
  /** What it bounds. */
  readonly meaning: string;
  /** What happens at it. */
  readonly effect: string;
}

/** One row per limit of a hub, in the order of the type, then those of decoding. @throws Error as `limitRows`. */
export function hubLimitRows(): HubLimitRow[] {
  const { decode, ...limits } = defaultHubLimits;
  const source = readFileSync(join(PACKAGES, "hub/src/hub-limits.ts"), "utf8");
  const decodeSource = readFileSync(join(PACKAGES, "protocol/src/schema/decode-fault.ts"), "utf8");
  const rowOf = (from: string, name: string, value: number, fallback?: string): HubLimitRow => {
    const [meaning = "", effect = fallback] = commentBefore(from, `readonly ${name}:`).split(/ Over it: /);
    if (effect === undefined) throw new Error(`${name} does not say what happens "Over it: "`);
    // What the process has is not the same everywhere.
    const shown = name === "maxQueuedBytesTotal" ? "a quarter of the heap limit" : format(name, value);
    return { name, value: shown, meaning, effect: effect.charAt(0).toUpperCase() + effect.slice(1) };
  };
  return [
    ...Object.entries(limits).map(([name, value]) => rowOf(source, name, value)),
    ...Object.entries(decode).map(([name, value]) => ({
      ...rowOf(decodeSource, name, value, "Close 3501."),
      name: `decode.${name}`,
    })),
  ];
}

/** One row per interval of a hub, in the order of the type. @throws Error for one without a doc comment. */
export function hubTimeRows(): FixedBoundRow[] {
  const source = readFileSync(join(PACKAGES, "hub/src/hub-limits.ts"), "utf8");
  return Object.entries(defaultHubTimes).map(([name, value]) => ({
    name,
    value: format(name, value),
    meaning: commentBefore(source, `readonly ${name}:`),
  }));
}

/** Where the bounds that are no options stand. */
const FIXED: readonly (readonly [file: string, name: string])[] = [
  ["websocket/src/socket/transport.ts", "SHARE_BYTES"],
  ["websocket/src/socket/transport.ts", "LONG_TURN_MS"],
  ["websocket/src/socket/transport.ts", "SHORT_TURN_MS"],
  ["websocket/src/runtime/interrupted-input.ts", "maxInterruptedBytes"],
  ["websocket/src/socket/transport.ts", "HIGH_WATER_BYTES"],
  ["websocket/src/socket/transport.ts", "LOW_WATER_BYTES"],
  ["wire/src/connection/outbound.ts", "PONG_BACKLOG_BYTES"],
  ["websocket/src/server/pending-upgrade.ts", "REFUSAL_LINGER_MS"],
  ["websocket/src/server/own-port.ts", "DEFAULT_BACKLOG"],
  ["websocket/src/server/proxy-protocol.ts", "MAX_TEXT_BYTES"],
  ["websocket/src/server/proxy-protocol.ts", "MAX_BINARY_BYTES"],
];

/** One row per bound, from the constants of the sources and their doc comments. @throws Error for one that is gone. */
export function fixedBoundRows(): FixedBoundRow[] {
  return FIXED.map(([file, name]) => {
    const source = readFileSync(join(PACKAGES, file), "utf8");
    const value = new RegExp(`const ${name}(?:: number)? = ([\\d. _*]+);`).exec(source)?.[1];
    if (value === undefined) throw new Error(`${file}: no constant ${name}`);
    const product = value.split("*").reduce((all, factor) => all * Number(factor.replaceAll("_", "")), 1);
    const unit = name.replace("_MS", "Ms").replace("_BYTES", "Bytes");
    return { name, value: format(unit, product), meaning: commentBefore(source, `const ${name}`) };
  });
}

/** The doc comment of what begins with `declaration`, or of the constant before it, without its default. */
function commentBefore(source: string, declaration: string): string {
  const field = source.indexOf(declaration);
  const start = source.lastIndexOf("/**", field);
  const end = source.lastIndexOf("*/", field);
  if (field < 0 || start < 0 || end < start) throw new Error(`${declaration} has no doc comment`);
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
  if (!/bytes/i.test(name)) return String(value);
  if (value % MIB === 0) return `${value / MIB} MiB`;
  if (value % MEGABYTE === 0) return `${value / MEGABYTE} MB`;
  return value % KIB === 0 ? `${value / KIB} KiB` : `${value} B`;
}
