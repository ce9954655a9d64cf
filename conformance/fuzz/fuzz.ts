/**
 * The fuzzer: takes inputs of a target, changes them, and keeps those that make something new happen.
 * Everything follows from the seed, so that a run that fails, or does not end, can be repeated.
 */
import { SeededRandom } from "@longwire/testkit";
import { keepInput, readCorpus, writeFailure } from "./corpus.ts";
import { mutate } from "./mutate.ts";
import type { FuzzTarget } from "./target.ts";

/** What a run did. */
export interface FuzzReport {
  readonly target: string;
  readonly seed: number;
  readonly runs: number;
  readonly bytes: number;
  /** Different things that were seen. */
  readonly features: number;
}

/** How long and how. */
export interface FuzzOptions {
  readonly seed: number;
  readonly milliseconds: number;
  /** Write inputs with a new outcome to the corpus. Default false. */
  readonly keep?: boolean;
}

/** The corpus is for people too. */
const KEEP_BELOW_BYTES = 600;
const CHECK_CLOCK_EVERY = 32;

/**
 * Feeds `target` for about `milliseconds`.
 * @throws Error that names the file with the failing input and the command that repeats it.
 */
export function fuzz(target: FuzzTarget, { seed, milliseconds, keep = false }: FuzzOptions): FuzzReport {
  const random = new SeededRandom(seed);
  const seen = new Set<string>();
  const pool: Uint8Array[] = [];
  let [runs, bytes] = [0, 0];
  const feed = (input: Uint8Array): void => {
    runs += 1;
    bytes += input.length;
    const fresh = [...runOnce(target, input, seed)].filter((feature) => !seen.has(feature));
    for (const feature of fresh) seen.add(feature);
    if (fresh.length === 0) return;
    pool.push(input);
    const outcome = fresh.find((feature) => feature.startsWith("outcome: "));
    if (keep && outcome !== undefined && input.length < KEEP_BELOW_BYTES) keepInput(target.name, input, outcome);
  };
  for (const input of [...readCorpus(target.name), ...target.seeds]) feed(input);
  const end = performance.now() + milliseconds;
  while (runs % CHECK_CLOCK_EVERY !== 0 || performance.now() < end) {
    const base = random.chance(0.3) || pool.length === 0 ? target.generate(random) : random.pick(pool);
    feed(random.chance(0.1) ? base : mutate(base, pool.length === 0 ? base : random.pick(pool), random));
  }
  return { target: target.name, seed, runs, bytes, features: seen.size };
}

/** Feeds one input. @throws Error with the input's file, when something undocumented happens. */
export function runOnce(target: FuzzTarget, input: Uint8Array, seed: number): ReadonlySet<string> {
  try {
    // Cuts follow from the input and the seed alone, so that a file is enough to repeat a failure.
    return target.run(input, new SeededRandom(seed + input.length));
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    const path = writeFailure(target.name, input, `seed ${seed}: ${what}`);
    const command = `node --conditions=@longwire/source conformance/fuzz/replay.ts ${target.name} ${seed} ${path}`;
    throw new Error(`${target.name}, seed ${seed}: ${what}\nrepeat it with: ${command}`, { cause: error });
  }
}
