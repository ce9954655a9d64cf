/**
 * What a seed makes of a run: channels, clients, how long, and which faults. Everything that happens later follows from it
 * and from streams of chance that the seed gives too.
 */
import type { ChannelOptions, Durability } from "@longwire/hub";
import { SeededRandom } from "../../seeded-random.ts";
import { type Fault, faults } from "./fault.ts";

/** A channel of a run. */
export interface ChannelPlan {
  readonly name: string;
  readonly options: ChannelOptions;
  readonly durability: Durability;
}

/** A client of a run. */
export interface ClientPlan {
  readonly name: string;
  readonly user: string;
  readonly channels: readonly string[];
}

/** One run. */
export interface Plan {
  readonly seed: number;
  readonly faults: ReadonlySet<Fault>;
  readonly channels: readonly ChannelPlan[];
  readonly clients: readonly ClientPlan[];
  /** How long faults happen. */
  readonly chaosMs: number;
  /** Between two things that clients and publishers do, on average. */
  readonly paceMs: number;
  /** Entries of one recovery. */
  readonly maxRecoveredEntries: number;
  /** The hub's processes share a broker that takes time and may lose messages; otherwise the hub's own, in memory. */
  readonly broker: "memory" | "remote";
}

/** The streams of chance of a run: what one part asks does not change what another one gets. */
export function streamOf(seed: number, part: string): SeededRandom {
  let mixed = seed >>> 0;
  for (const character of part) mixed = Math.imul(mixed ^ character.charCodeAt(0), 0x01000193) >>> 0;
  return new SeededRandom(mixed);
}

const durabilities: readonly Durability[] = ["memory", "commit", "fsync", "fsync"];

/** The run of `seed`. */
export function planOf(seed: number): Plan {
  const random = streamOf(seed, "plan");
  // Some runs have few faults and some many: rare sequences need both.
  const share = random.pick([0.1, 0.3, 0.5]);
  const chosen = new Set(faults.filter(() => random.chance(share)));
  const channels = Array.from({ length: 1 + random.below(4) }, (_, i) => planChannel(random, i));
  const users = 1 + random.below(4);
  const clients = Array.from({ length: 1 + random.below(5) }, (_, i) => ({
    name: `client${i + 1}`,
    user: `user${1 + random.below(users)}`,
    channels: channels.map(({ name }) => name).filter((_, j) => j === i % channels.length || random.chance(0.6)),
  }));
  const needsRemote = chosen.has("lost-messages") || chosen.has("silent-broker") || chosen.has("broker-reconnects");
  return {
    seed,
    faults: chosen,
    channels,
    clients,
    chaosMs: 1000 * random.pick([20, 60, 180, 600]),
    paceMs: random.pick([20, 100, 500, 2000]),
    maxRecoveredEntries: random.pick([3, 20, 300]),
    broker: needsRemote || random.chance(0.3) ? "remote" : "memory",
  };
}

function planChannel(random: SeededRandom, index: number): ChannelPlan {
  const kind = random.pick(["stream", "stream", "stream", "stream", "cache", "positioned", "plain"] as const);
  const durability = random.pick(durabilities);
  const hasPresence = random.chance(0.4);
  const common: ChannelOptions = {
    subscribe: "allow",
    publish: "allow",
    presence: hasPresence,
    joinLeave: hasPresence && random.chance(0.7),
  };
  if (kind === "plain") return { name: `plain${index}`, options: common, durability: "memory" };
  const history = {
    maxEntries: random.pick([1, 2, 5, 20, 1000]),
    ttlMs: random.pick([0, 0, 2000, 30_000]),
    durability,
    ...(random.chance(0.2) ? { maxBytes: 1024 } : {}),
  };
  const recovery = kind === "positioned" ? {} : { recovery: kind };
  const positioned = kind === "positioned" ? { positioned: true } : {};
  const policy = kind === "stream" && random.chance(0.5) ? "pause-and-recover" : "disconnect";
  const options = { ...common, history, ...recovery, ...positioned, slowConsumer: { policy } as const };
  return { name: `${kind}${index}`, options, durability };
}
