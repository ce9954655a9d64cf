/**
 * What each fault does when it happens, and how often it does. Faults that are a state from the beginning on are in
 * `natures.ts`.
 */
import type { SeededRandom } from "../../seeded-random.ts";
import type { Fault } from "../plan/fault.ts";
import type { Stage } from "./stage.ts";

/** A fault that happens now and then. */
export interface Calamity {
  /** On average. */
  readonly everyMs: number;
  readonly befall: (stage: Stage, random: SeededRandom) => void;
}

function someLink({ network }: Stage, random: SeededRandom): Stage["network"]["links"][number] | undefined {
  return network.links.length === 0 ? undefined : random.pick(network.links);
}

/** Has something happen for a while. */
function forAWhile({ world }: Stage, ms: number, what: string, begin: () => void, end: () => void): void {
  world.note("world", `${what} for ${ms} ms`);
  begin();
  world.schedule(world.nature, ms, `${what} ends`, end);
}

/** The broker takes what it is given and delivers nothing for a while. */
function silenceBroker(stage: Stage, ms: number, what: string, onEnd: () => void): void {
  const { broker } = stage.natures;
  const begin = (): void => {
    broker.state = "silent";
  };
  const end = (): void => {
    broker.state = "running";
    onEnd();
  };
  forAWhile(stage, ms, what, begin, end);
}

function die(stage: Stage, random: SeededRandom, how: "kill" | "power"): void {
  const { machine, world } = stage;
  machine.die(how);
  world.schedule(world.nature, random.pick([10, 500, 5000, 40_000]), "machine begins", () => machine.start());
}

/** By fault. */
export const calamities: { readonly [Name in Fault]?: Calamity } = {
  cuts: {
    everyMs: 4000,
    befall: (stage, random) => {
      const link = someLink(stage, random);
      if (link !== undefined) stage.world.note("world", `cuts ${link.id} of ${link.client.name}`);
      link?.reset();
    },
  },
  "half-open": {
    everyMs: 9000,
    befall: (stage, random) => {
      const link = someLink(stage, random);
      if (link === undefined) return;
      const direction = random.pick(["up", "down", "both"] as const);
      const begin = (): void => link.silence(direction);
      const ms = random.pick([100, 3000, 20_000, 100_000]);
      forAWhile(stage, ms, `silence of ${link.id} of ${link.client.name}, ${direction}`, begin, () => link.heal());
    },
  },
  "slow-readers": {
    everyMs: 5000,
    befall: (stage, random) => {
      const link = someLink(stage, random);
      if (link === undefined) return;
      const rate = random.pick([0.1, 1, 10]);
      const begin = (): void => link.read(rate);
      const end = (): void => link.read(Number.POSITIVE_INFINITY);
      forAWhile(stage, random.pick([1000, 10_000]), `slow ${link.id} of ${link.client.name}`, begin, end);
    },
  },
  kills: { everyMs: 15_000, befall: (stage, random) => die(stage, random, "kill") },
  "power-losses": { everyMs: 20_000, befall: (stage, random) => die(stage, random, "power") },
  restarts: {
    everyMs: 30_000,
    befall: ({ machine, world }, random) => {
      machine.drain(random.pick([0, 500, 5000]));
      // Whether it has ended by then or not, there is to be one again.
      const again = (): void => {
        machine.start();
        if (machine.process?.hub.isOpen === false) world.schedule(world.nature, 500, "machine begins", again);
      };
      world.schedule(world.nature, 500, "machine begins", again);
    },
  },
  "full-disk": {
    everyMs: 15_000,
    befall: (stage, random) => {
      const { nature } = stage.disk;
      const begin = (): void => {
        nature.isFull = true;
      };
      const end = (): void => {
        nature.isFull = false;
      };
      forAWhile(stage, random.pick([50, 2000, 10_000]), "full disk", begin, end);
    },
  },
  "silent-broker": {
    everyMs: 30_000,
    befall: (stage, random) => {
      silenceBroker(stage, random.pick([100, 2000, 30_000]), "silent broker", () => undefined);
    },
  },
  "broker-reconnects": {
    everyMs: 20_000,
    befall: (stage, random) => {
      const tell = (): void => {
        const process = stage.machine.process;
        if (process?.broker === undefined) return;
        const { broker: ended } = process;
        stage.world.schedule(process.actor, 0, "broker is back", () => ended.reconnected());
      };
      silenceBroker(stage, random.pick([10, 1000]), "broker away", tell);
    },
  },
  "hub-clock-jumps": {
    everyMs: 25_000,
    befall: ({ machine, world }, random) => {
      const skewMs = random.pick([-3_600_000, -5000, 0, 700, 120_000, 86_400_000]);
      world.note("world", `the hub's clock is ahead by ${skewMs} ms`);
      machine.setClock(skewMs);
    },
  },
  "client-clock-jumps": {
    everyMs: 15_000,
    befall: ({ clients, world }, random) => {
      const { actor } = random.pick(clients);
      actor.clockSkewMs = random.pick([-3_600_000, 0, 5000, 86_400_000]);
      world.note(actor, `has a clock that is ahead by ${actor.clockSkewMs} ms`);
    },
  },
  "frozen-tabs": {
    everyMs: 15_000,
    befall: (stage, random) => {
      const { actor } = random.pick(stage.clients);
      const ms = random.pick([500, 10_000, 60_000, 200_000]);
      const { world } = stage;
      forAWhile(
        stage,
        ms,
        `standstill of ${actor.name}`,
        () => world.freeze(actor),
        () => world.thaw(actor),
      );
    },
  },
  revocations: {
    everyMs: 20_000,
    befall: (stage, random) => {
      const { user } = random.pick(stage.clients).plan;
      // By the clock that makes tokens: the hub's may be wrong.
      const beforeMs = stage.world.wallTime(stage.world.nature);
      inHub(stage, `revoke ${user}`, async (hub) => {
        await hub.revoke(user, { beforeMs });
        stage.checker.revoked(user, beforeMs);
      });
    },
  },
  "server-unsubscribes": {
    everyMs: 8000,
    befall: (stage, random) => {
      const { user } = random.pick(stage.clients).plan;
      const { name } = random.pick(stage.plan.channels);
      inHub(stage, `unsubscribe ${user} ${name}`, (hub) => hub.unsubscribe(user, name));
    },
  },
  "history-removals": {
    everyMs: 10_000,
    befall: (stage, random) => {
      const { name, options } = random.pick(stage.plan.channels);
      if (options.history !== undefined) inHub(stage, `remove history ${name}`, (hub) => hub.historyRemove(name));
    },
  },
};

type Hub = NonNullable<Stage["machine"]["process"]>["hub"];

function inHub({ machine, world }: Stage, what: string, act: (hub: Hub) => Promise<unknown>): void {
  const { process } = machine;
  if (process === undefined) return;
  world.schedule(process.actor, 0, what, () => {
    world.note(process.actor, what);
    // A store that fails is one of the faults.
    act(process.hub).catch((error: unknown) => world.note(process.actor, `could not ${what}: ${String(error)}`));
  });
}
