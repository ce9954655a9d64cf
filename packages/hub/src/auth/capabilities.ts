/**
 * Capabilities of a connection's token (claim `caps`): what it may do in which channels, beside what the channels' rules
 * say. The first entry that names a channel decides, so that a particular one can stand before a general one.
 */
import { matchesGlob } from "../matches-glob.ts";
import type { Action } from "./decision.ts";

/** An action as tokens abbreviate it. */
export type Capability = "sub" | "pub" | "prs" | "hst";

const capabilityOf: Readonly<Record<Action, Capability>> = {
  subscribe: "sub",
  publish: "pub",
  presence: "prs",
  history: "hst",
};

const maxEntries = 128;

interface Entry {
  readonly channels: readonly string[];
  readonly isWildcard: boolean;
  readonly allow: readonly Capability[];
}

/** What a token allows. */
export class Capabilities {
  readonly #entries: readonly Entry[];

  private constructor(entries: readonly Entry[]) {
    this.#entries = entries;
  }

  /** Reads the claim. @returns `undefined` when it is not well formed. Absent, it allows nothing. */
  static read(claim: unknown): Capabilities | undefined {
    if (claim === undefined) return new Capabilities([]);
    if (!Array.isArray(claim) || claim.length > maxEntries) return undefined;
    const entries = claim.map(readEntry);
    return entries.every((entry) => entry !== undefined) ? new Capabilities(entries) : undefined;
  }

  /** True when the first entry that names `channel` has `action`. */
  allow(action: Action, channel: string): boolean {
    const entry = this.#entries.find(({ channels, isWildcard }) =>
      channels.some((name) => (isWildcard ? matchesGlob(channel, name) : name === channel)),
    );
    return entry !== undefined && includesAction(entry.allow, action);
  }
}

/** True when `capabilities` has the one for `action`. */
export function includesAction(capabilities: readonly Capability[], action: Action): boolean {
  return capabilities.includes(capabilityOf[action]);
}

/** Reads a list such as `["pub", "hst"]`; `undefined` when it is none. */
export function readCapabilityList(value: unknown): readonly Capability[] | undefined {
  const known: readonly unknown[] = Object.values(capabilityOf);
  if (!Array.isArray(value) || !value.every((name) => known.includes(name))) return undefined;
  return value;
}

function readEntry(value: unknown): Entry | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { channels, match = "", allow } = value as Readonly<Record<string, unknown>>;
  const capabilities = readCapabilityList(allow);
  const isListOfNames = Array.isArray(channels) && channels.every((name) => typeof name === "string");
  // Regular expressions are not offered: one that backtracks would hold up everybody.
  if (!isListOfNames || capabilities === undefined || (match !== "" && match !== "wildcard")) return undefined;
  return { channels, isWildcard: match === "wildcard", allow: capabilities };
}
