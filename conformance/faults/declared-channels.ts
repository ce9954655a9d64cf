/**
 * The kinds of channels of a run, for the server that offers them and for the history that says what they promise.
 */

/** What a kind promises. */
export interface DeclaredChannel {
  readonly durability: "memory" | "commit" | "fsync";
  readonly maxEntries: number;
}

/** Kinds by the first part of the channel's name. */
export const declaredChannels = {
  memory: { durability: "memory", maxEntries: 100_000 },
  commit: { durability: "commit", maxEntries: 100_000 },
  fsync: { durability: "fsync", maxEntries: 100_000 },
  /** Who is away for a second is told so. */
  short: { durability: "fsync", maxEntries: 5 },
} as const satisfies Readonly<Record<string, DeclaredChannel>>;

/** Entries that one recovery may bring. */
export const recoveryLimit = 300;

/** `count` channels of every kind. */
export function channelNames(count: number): string[][] {
  return Object.keys(declaredChannels).map((kind) => Array.from({ length: count }, (_, i) => `${kind}:${i}`));
}
