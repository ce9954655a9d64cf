/**
 * How everything is while faults happen, by the faults that are states from the beginning on; and how it is without any.
 */

import type { Fault } from "../plan/fault.ts";
import type { Plan } from "../plan/plan.ts";
import type { Stage } from "./stage.ts";

/** The natures of a run before its faults. */
export function naturesOf(plan: Plan): Stage["natures"] {
  const on = (fault: Fault, share: number): number => (plan.faults.has(fault) ? share : 0);
  return {
    tokens: { lifeMs: plan.faults.has("expiring-tokens") ? 20_000 : undefined, failing: on("failing-tokens", 0.3) },
    store: {
      failing: on("failing-store", 0.03),
      failingAfterwards: on("failing-store", 0.03),
      damaged: on("damaged-pages", 0.1),
    },
    broker: { latencyMs: 1, lost: on("lost-messages", 0.05), state: "running" },
    handlers: { failing: on("failing-handlers", 0.1), slowMs: on("slow-handlers", 300) },
  };
}

/** Ends every fault: what was held goes on, what was down is up, and nothing fails any more. */
export function endFaults({ natures, network, disk, machine, clients, world }: Stage): void {
  natures.tokens.failing = 0;
  natures.store.failing = 0;
  natures.store.failingAfterwards = 0;
  natures.store.damaged = 0;
  natures.broker.lost = 0;
  natures.broker.state = "running";
  natures.handlers.failing = 0;
  natures.handlers.slowMs = 0;
  network.nature.refusedDials = 0;
  network.nature.unansweredDials = 0;
  disk.nature.isFull = false;
  for (const link of network.links) {
    link.read(Number.POSITIVE_INFINITY);
    link.heal();
  }
  for (const { actor } of clients) {
    world.thaw(actor);
    actor.clockSkewMs = 0;
  }
  machine.setClock(0);
  machine.start();
}
