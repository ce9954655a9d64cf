/**
 * The second part of a run: no fault any more. Within bounded time everybody must be connected and up to date, also in
 * channels in which nothing happens; then what is published must reach everybody; and nothing may be left over.
 */

import { endFaults } from "./natures.ts";
import type { Stage } from "./stage.ts";

/** The longest that it may take: a dead connection is noticed, the longest backoff, leases that run out, a check of positions. */
const CONVERGENCE_MS = 180_000;
const SILENCE_MS = 1000;
/** For one more publication in each channel. */
const DELIVERY_MS = 10_000;

/** Ends the faults, and looks at what comes of it. */
export async function converge(stage: Stage): Promise<void> {
  const { world, plan, clients, backEnd, checker } = stage;
  const isFine = (): boolean => checker.verdicts.violations.length === 0;
  if (plan.faults.has("lost-messages") || plan.faults.has("silent-broker")) await loseTheLast(stage);
  world.note("world", "NO FAULTS FROM NOW ON");
  endFaults(stage);
  for (const client of clients) {
    // Again later: what the server had said before may arrive only now.
    for (const delayMs of [100, 20_000]) world.schedule(client.actor, delayMs, "wants all", () => client.begin());
  }
  world.schedule(world.nature, 40_000, "no more retries", () => backEnd.stopRetrying());
  await world.run(world.now + CONVERGENCE_MS);
  if (isFine()) expectUpToDate(stage, "when nothing is published");
  if (isFine()) await publishOnce(stage);
  if (isFine()) await expectPresence(stage);
  if (isFine()) expectNothingLeft(stage);
}

/** The last publication of each channel reaches nobody: no later one will tell that it is missing. */
async function loseTheLast(stage: Stage): Promise<void> {
  const { world, plan, backEnd, natures } = stage;
  natures.broker.state = "silent";
  for (const { name } of plan.channels) {
    const n = stage.nextNumber();
    backEnd.publish(name, n, { n }, false);
  }
  await world.run(world.now + SILENCE_MS);
}

function expectUpToDate({ clients, checker, machine }: Stage, when: string): void {
  const { verdicts } = checker;
  for (const client of clients) {
    const { name } = client.plan;
    verdicts.expect("I21", client.state === "connected", () => `${name} is ${client.state} ${when}`);
    for (const [channel, subscription] of client.subscriptions) {
      const { state } = subscription;
      verdicts.expect("I21", state === "subscribed", () => `${name} is ${state} in ${channel} ${when}`);
      const top = machine.process?.store.peek(channel)?.top;
      if (checker.modeOf(channel) === "plain" || top === undefined) continue;
      const at = checker.view(name, channel).position;
      const isAtTop = at?.epoch === top.epoch && at.offset === top.offset;
      verdicts.expect("I7", isAtTop, () => {
        return `${name} in ${channel} is at #${at?.offset} of ${at?.epoch}, the log at #${top.offset} of ${top.epoch}, ${when}`;
      });
    }
  }
}

async function publishOnce(stage: Stage): Promise<void> {
  const { world, plan, backEnd, clients, checker } = stage;
  const published = plan.channels.map(({ name }) => ({ name, n: stage.nextNumber() }));
  for (const { name, n } of published) backEnd.publish(name, n, { n }, false);
  await world.run(world.now + DELIVERY_MS);
  expectUpToDate(stage, "after one more publication");
  for (const { name, n } of published) {
    for (const client of clients.filter(({ subscriptions }) => subscriptions.has(name))) {
      const isShown = checker.view(client.plan.name, name).hasSeen(n);
      checker.verdicts.expect("I21", isShown, () => `${client.plan.name} was not shown m${n} in ${name}`);
    }
  }
}

async function expectPresence({ world, plan, machine, clients, checker }: Stage): Promise<void> {
  const { process } = machine;
  if (process === undefined) return;
  const { verdicts } = checker;
  for (const { name } of plan.channels.filter(({ options }) => options.presence === true)) {
    let there: readonly string[] = [];
    world.schedule(process.actor, 0, "presence", () => {
      process.hub.presence(name).then(
        (members) => {
          there = members.map(({ client }) => client).sort();
        },
        (error: unknown) => world.note(process.actor, `presence failed: ${String(error)}`),
      );
    });
    await world.run(world.now + 100);
    const connected = clients
      .filter(({ subscriptions }) => subscriptions.has(name))
      .map(({ connection = "?" }) => connection);
    const isSame = connected.sort().join() === there.join();
    verdicts.expect("I15", isSame, () => `${name} shows ${there.join()}, connected are ${connected.join()}`);
  }
}

function expectNothingLeft({ clients, backEnd, checker, machine }: Stage): void {
  const { verdicts } = checker;
  for (const client of clients) {
    const pending = client.calls.filter(({ outcome }) => outcome === "pending").map(({ what }) => what);
    verdicts.expect("I20", pending.length === 0, () => `${client.plan.name} waits for ${pending.join(", ")}`);
  }
  verdicts.expect("I20", backEnd.unanswered === 0, () => `${backEnd.unanswered} publications were never answered`);
  const info = machine.process?.hub.info();
  verdicts.expect(
    "I19",
    info?.clients === clients.length,
    () => `${info?.clients} sessions of ${clients.length} clients`,
  );
  verdicts.expect("I19", info?.queuedBytes === 0, () => `${info?.queuedBytes} bytes wait for nobody`);
}
