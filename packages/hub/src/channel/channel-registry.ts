/**
 * All declarations of a hub: finds the one for a channel, with every default filled in. A plain name wins over patterns;
 * of patterns, the one with more characters of its own; of two alike, the one that was declared first.
 */
import type { Durability } from "../ports/history-store.ts";
import type {
  ChannelOptions,
  ChannelParameters,
  ChannelRule,
  NamedRule,
  SlowConsumerPolicy,
} from "./channel-options.ts";
import { type ChannelPattern, channelNameFault, parseChannelPattern } from "./channel-pattern.ts";

/** A log's bounds; see `Retention`. */
export interface HistoryOptions {
  readonly maxEntries: number;
  readonly maxBytes: number;
  readonly ttlMs: number;
  /** `undefined`: the most that the hub's store gives. */
  readonly durability?: Durability;
}

/** A declaration with its defaults. See `ChannelOptions` for what each means. */
export interface ResolvedChannelOptions {
  readonly history: HistoryOptions | undefined;
  readonly recovery: "stream" | "cache" | undefined;
  readonly positioned: boolean;
  readonly presence: boolean;
  readonly joinLeave: boolean;
  readonly joinLeavePush: "always" | "on-request";
  readonly delta: "fossil" | undefined;
  readonly compaction: boolean;
  readonly tagsFilter: boolean;
  readonly subscribe: NamedRule | ChannelRule;
  readonly publish: NamedRule | ChannelRule;
  readonly presenceRule: NamedRule | ChannelRule;
  readonly historyRule: NamedRule | ChannelRule;
  readonly idempotencyWindowMs: number;
  readonly slowConsumer: SlowConsumerPolicy;
}

/** A channel as it was declared. */
export interface ResolvedChannel {
  readonly name: string;
  /** The declaration that it falls under. */
  readonly pattern: string;
  readonly parameters: ChannelParameters;
  readonly options: ResolvedChannelOptions;
}

/** Finds declarations where patterns cannot say it, such as names whose rest may be anything. */
export interface ChannelResolver {
  /** Declarations under names of the resolver's own. */
  readonly declarations: Readonly<Record<string, ChannelOptions>>;
  /** Which of them `channel` falls under, if any. It is asked for valid names only. */
  find(channel: string): { readonly declaration: string; readonly parameters: ChannelParameters } | undefined;
}

interface Declaration {
  readonly pattern: ChannelPattern;
  readonly options: ResolvedChannelOptions;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const MAX_ENTRIES = 100_000;

/** Declarations by name and pattern, and then those of a resolver. */
export class ChannelRegistry {
  readonly #declarations: readonly Declaration[];
  readonly #resolver: ChannelResolver | undefined;
  readonly #resolved: ReadonlyMap<string, ResolvedChannelOptions>;

  /** @throws RangeError that names the declaration and what is wrong with it. */
  constructor(declarations: Readonly<Record<string, ChannelOptions>>, resolver?: ChannelResolver) {
    this.#resolver = resolver;
    this.#resolved = new Map(
      Object.entries(resolver?.declarations ?? {}).map(([name, options]) => [name, resolveOptions(name, options)]),
    );
    this.#declarations = Object.entries(declarations)
      .map(([source, options]) => ({ pattern: parseChannelPattern(source), options: resolveOptions(source, options) }))
      // Sorting keeps the order of equals.
      .sort((a, b) => rank(b.pattern) - rank(a.pattern));
  }

  /** What was declared of logs, by declaration. */
  *histories(): Generator<readonly [declaration: string, history: HistoryOptions]> {
    for (const { pattern, options } of this.#declarations) {
      if (options.history !== undefined) yield [pattern.source, options.history];
    }
    for (const [name, { history }] of this.#resolved) if (history !== undefined) yield [name, history];
  }

  /** The declaration of `channel`, or `undefined` when there is none or it is no name. */
  resolve(channel: string): ResolvedChannel | undefined {
    if (channelNameFault(channel) !== undefined) return undefined;
    for (const { pattern, options } of this.#declarations) {
      const parameters = pattern.match(channel);
      if (parameters !== undefined) return { name: channel, pattern: pattern.source, parameters, options };
    }
    return this.#resolveByResolver(channel);
  }

  #resolveByResolver(channel: string): ResolvedChannel | undefined {
    const found = this.#resolver?.find(channel);
    if (found === undefined) return undefined;
    const options = this.#resolved.get(found.declaration);
    if (options === undefined) return undefined;
    return { name: channel, pattern: found.declaration, parameters: found.parameters, options };
  }
}

function rank(pattern: ChannelPattern): number {
  return pattern.source.includes("{") ? pattern.literalLength : Number.POSITIVE_INFINITY;
}

function resolveOptions(source: string, given: ChannelOptions): ResolvedChannelOptions {
  const history = given.history === undefined ? undefined : resolveHistory(source, given.history);
  const options: ResolvedChannelOptions = {
    history,
    recovery: given.recovery,
    positioned: given.positioned ?? given.recovery !== undefined,
    presence: given.presence ?? false,
    joinLeave: given.joinLeave ?? false,
    joinLeavePush: given.joinLeavePush ?? "always",
    delta: given.delta,
    compaction: given.compaction ?? false,
    tagsFilter: given.tagsFilter ?? false,
    subscribe: given.subscribe ?? "token",
    publish: given.publish ?? "deny",
    presenceRule: given.presenceRule ?? "subscriber",
    historyRule: given.historyRule ?? "subscriber",
    idempotencyWindowMs: given.idempotencyWindowMs ?? 300_000,
    slowConsumer: given.slowConsumer ?? { policy: "disconnect" },
  };
  checkTogether(source, options);
  return options;
}

function resolveHistory(source: string, given: NonNullable<ChannelOptions["history"]>): HistoryOptions {
  const { maxEntries = 1000, maxBytes = 16 * 1024 * 1024, ttlMs = DAY_MS } = given;
  checkWhole(source, "history.maxEntries", maxEntries, 1, MAX_ENTRIES);
  checkWhole(source, "history.maxBytes", maxBytes, 1024, Number.MAX_SAFE_INTEGER);
  checkWhole(source, "history.ttlMs", ttlMs, 0, Number.MAX_SAFE_INTEGER);
  return { maxEntries, maxBytes, ttlMs, ...(given.durability && { durability: given.durability }) };
}

/** What one option needs of another. */
function checkTogether(source: string, options: ResolvedChannelOptions): void {
  const needs = (option: string, needed: string): RangeError => fault(source, option, `needs ${needed}`);
  const hasHistory = options.history !== undefined;
  if (options.recovery !== undefined && !hasHistory) throw needs("recovery", "history");
  if (options.positioned && !hasHistory) throw needs("positioned", "history");
  if (options.delta !== undefined && !hasHistory) throw needs("delta", "history: a difference is to the entry before");
  if (options.joinLeave && !options.presence) throw needs("joinLeave", "presence");
  if (options.subscribe === "subscriber") throw fault(source, "subscribe", 'cannot be "subscriber"');
  if (options.slowConsumer.policy === "pause-and-recover" && options.recovery !== "stream") {
    throw needs('slowConsumer "pause-and-recover"', 'recovery "stream"');
  }
  checkWhole(source, "idempotencyWindowMs", options.idempotencyWindowMs, 1000, DAY_MS);
  checkSlowConsumer(source, options.slowConsumer);
}

function checkSlowConsumer(source: string, policy: SlowConsumerPolicy): void {
  if (policy.policy === "drop-oldest") checkWhole(source, "slowConsumer.maxWaiting", policy.maxWaiting, 1, MAX_ENTRIES);
  if (policy.policy === "sample") checkWhole(source, "slowConsumer.intervalMs", policy.intervalMs, 1, DAY_MS);
}

function checkWhole(source: string, option: string, value: number, lowest: number, highest: number): void {
  if (Number.isInteger(value) && value >= lowest && value <= highest) return;
  throw fault(source, option, `is ${String(value)}: it must be a whole number from ${lowest} to ${highest}`);
}

function fault(source: string, option: string, what: string): RangeError {
  return new RangeError(`channel ${JSON.stringify(source)}: ${option} ${what}`);
}
