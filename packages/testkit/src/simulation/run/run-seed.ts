/**
 * One run: what the seed plans, faults first, then none, and in the end everything must be as it should. The same seed is
 * the same run.
 */
import type { Invariant } from "../checker/invariants.ts";
import type { Verdicts, Violation } from "../checker/verdicts.ts";
import { type Plan, planOf, streamOf } from "../plan/plan.ts";
import { installVirtualGlobals } from "../world/virtual-globals.ts";
import { World } from "../world/world.ts";
import { beginChaos } from "./chaos.ts";
import { converge } from "./converge.ts";
import { setUp } from "./set-up.ts";

/** What came of a run. */
export interface RunResult {
  readonly seed: number;
  readonly plan: Plan;
  /** Of all events. */
  readonly hash: string;
  readonly events: number;
  readonly virtualMs: number;
  readonly checks: ReadonlyMap<Invariant, number>;
  /** Empty: everything held. */
  readonly violations: readonly Violation[];
  readonly trace: readonly string[];
}

/** Runs `seed`. One run at a time in a process: it takes the place of the globals for time and chance. */
export async function runSeed(seed: number): Promise<RunResult> {
  const plan = planOf(seed);
  const world = new World();
  const restore = installVirtualGlobals(world, streamOf(seed, "sdk"));
  const stage = setUp(plan, world);
  const { verdicts } = stage.checker;
  const endCatching = catchStrays(world, verdicts);
  try {
    world.onEvent(() => (verdicts.violations.length === 0 ? "go on" : "stop"));
    for (const client of stage.clients) world.schedule(client.actor, 10, "begin", () => client.begin());
    stage.machine.start();
    beginChaos(stage, plan.chaosMs);
    await world.run(plan.chaosMs);
    if (verdicts.violations.length === 0) await converge(stage);
  } finally {
    endCatching();
    restore();
  }
  const { checks, violations } = verdicts;
  const { events, now: virtualMs } = world;
  return { seed, plan, hash: world.trace.digest(), events, virtualMs, checks, violations, trace: world.trace.lines() };
}

/** What is thrown where nobody catches it: a call that nobody settles. */
function catchStrays(world: World, verdicts: Verdicts): () => void {
  const onStray = (error: unknown): void => {
    world.note(
      "world",
      `thrown and not caught: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    verdicts.expect("I20", false, () => `thrown and not caught: ${String(error)}`);
  };
  process.on("unhandledRejection", onStray);
  return () => process.off("unhandledRejection", onStray);
}
