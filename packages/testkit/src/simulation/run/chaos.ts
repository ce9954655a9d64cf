/**
 * The first part of a run: clients and publishers do what they do, and the faults of the plan happen, all at random times.
 */
import type { SeededRandom } from "../../seeded-random.ts";
import type { Fault } from "../plan/fault.ts";
import { type Plan, streamOf } from "../plan/plan.ts";
import { calamities } from "./calamities.ts";
import type { Stage } from "./stage.ts";

/** Lets things happen until `untilMs` of virtual time. */
export function beginChaos(stage: Stage, untilMs: number): void {
  const { world, plan } = stage;
  const work = streamOf(plan.seed, "work");
  repeat(
    stage,
    untilMs,
    () => pause(plan, work),
    "work",
    () => doSomething(stage, work),
  );
  for (const [fault, { everyMs, befall }] of Object.entries(calamities)) {
    if (!plan.faults.has(fault as Fault)) continue;
    const random = streamOf(plan.seed, fault);
    const wait = (): number => everyMs * (0.2 + (1.6 * random.below(1000)) / 1000);
    repeat(stage, untilMs, wait, fault, () => {
      if (world.now < untilMs) befall(stage, random);
    });
  }
}

function repeat(stage: Stage, untilMs: number, waitMs: () => number, what: string, act: () => void): void {
  const { world } = stage;
  const next = (): void => {
    const wait = waitMs();
    if (world.now + wait >= untilMs) return;
    world.schedule(world.nature, wait, what, () => {
      act();
      next();
    });
  };
  next();
}

function pause(plan: Plan, random: SeededRandom): number {
  const isLong = plan.faults.has("long-silences") && random.chance(0.02);
  return isLong ? 60_000 : plan.paceMs * (random.below(2000) / 1000);
}

function doSomething(stage: Stage, random: SeededRandom): void {
  const { plan, world, clients, backEnd } = stage;
  const channel = random.pick(plan.channels).name;
  const client = random.pick(clients);
  const isFor = client.subscriptions.has(channel);
  const dice = random.below(100);
  if (dice < 55) {
    const n = stage.nextNumber();
    backEnd.publish(channel, n, dataOf(stage, random, n), random.chance(0.8));
  } else if (dice < 70) {
    const n = stage.nextNumber();
    stage.checker.ledger.attempted(channel, n);
    const data = dataOf(stage, random, n);
    world.schedule(client.actor, 0, `client publishes m${n}`, () => client.call("publish", channel, data));
  } else if (dice < 80 && isFor) {
    const what = random.pick(["history", "presence", "rpc"] as const);
    world.schedule(client.actor, 0, what, () => client.call(what, channel, {}));
  } else if (dice < 90 && isFor) {
    world.schedule(client.actor, 0, "toggle", () => toggle(stage, client, channel));
  } else if (dice < 93) {
    world.schedule(client.actor, 0, "app disconnects", () => client.disconnect());
    world.schedule(client.actor, random.below(10_000), "app connects", () => client.connect());
  }
}

function toggle(stage: Stage, client: Stage["clients"][number], channel: string): void {
  const subscription = client.subscriptions.get(channel);
  const isOn = subscription?.state !== "unsubscribed";
  stage.world.note(client.actor, `${isOn ? "unsubscribes" : "subscribes"} ${channel}`);
  if (isOn) subscription?.unsubscribe();
  else subscription?.subscribe();
}

function dataOf(stage: Stage, random: SeededRandom, n: number): { readonly n: number; readonly pad?: string } {
  const isLarge = stage.plan.faults.has("slow-readers") ? random.chance(0.3) : random.chance(0.02);
  return isLarge ? { n, pad: "x".repeat(random.below(8000)) } : { n };
}
