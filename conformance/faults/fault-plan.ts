/**
 * Which fault is next, from a seed. It decides and does nothing.
 */
import type { LinkWeather, SeededRandom } from "@longwire/testkit";

/** What a run does to the server. */
export const serverFaults = ["freeze", "restart", "kill"] as const;
/** What a run may do. */
export const faultKinds = ["network", ...serverFaults] as const;
/** @see faultKinds */
export type FaultKind = (typeof faultKinds)[number];

/** A fault of one link. */
export type NetworkFault = { readonly lastsMs: number } & (
  | { readonly fault: "cut" }
  | { readonly fault: "reset" }
  /** `goesOn`: what was held passes in the end. Otherwise connections are reset when it ends. */
  | { readonly fault: "silence"; readonly goesOn: boolean }
  | { readonly fault: "weather"; readonly weather: LinkWeather }
);

/** A fault of the server. */
export type ServerFault =
  | { readonly fault: "freeze"; readonly lastsMs: number }
  | { readonly fault: "restart" }
  /** Killed, left dead for a time, started, and where `againAfterMs` is given killed once more while it starts. */
  | { readonly fault: "kill"; readonly lastsMs: number; readonly againAfterMs: number | undefined };

function between(random: SeededRandom, from: number, to: number): number {
  return from + random.below(to - from + 1);
}

/** The next fault of a link. */
export function nextNetworkFault(random: SeededRandom): NetworkFault {
  const lastsMs = between(random, 200, 1500);
  const fault = random.pick(["cut", "reset", "silence", "weather"] as const);
  if (fault === "silence") return { fault, lastsMs: 2 * lastsMs, goesOn: random.chance(0.5) };
  if (fault === "weather") return { fault, lastsMs, weather: nextWeather(random) };
  return { fault, lastsMs: fault === "cut" ? 0 : lastsMs };
}

function nextWeather(random: SeededRandom): LinkWeather {
  return {
    ...(random.chance(0.6) ? { latencyMs: between(random, 10, 300) } : {}),
    ...(random.chance(0.5) ? { sliceBytes: between(random, 1, 40) } : {}),
    ...(random.chance(0.4) ? { bytesPerSecond: between(random, 4_000, 40_000) } : {}),
  };
}

/** The next fault of the server. */
export function nextServerFault(random: SeededRandom, kinds: readonly FaultKind[]): ServerFault {
  const fault = random.pick(serverFaults.filter((kind) => kinds.includes(kind)));
  if (fault === "restart") return { fault };
  if (fault === "freeze") return { fault, lastsMs: between(random, 200, 3500) };
  return {
    fault,
    lastsMs: between(random, 0, 600),
    againAfterMs: random.chance(0.25) ? between(random, 0, 400) : undefined,
  };
}
