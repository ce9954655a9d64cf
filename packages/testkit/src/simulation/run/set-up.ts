/**
 * Makes everything that takes part in a run, and lets each part know whom it has to tell.
 */
import { MemoryPresenceStore } from "@longwire/hub";
import { Checker } from "../checker/checker.ts";
import type { LogView } from "../checker/ledger.ts";
import { BackEnd } from "../clients/back-end.ts";
import { SimulatedClient } from "../clients/simulated-client.ts";
import { SimulatedDisk } from "../disk/simulated-disk.ts";
import { HubMachine } from "../hub/hub-machine.ts";
import { readToken } from "../hub/simulated-authenticator.ts";
import { Network, type NetworkNature } from "../network/network.ts";
import { type Plan, streamOf } from "../plan/plan.ts";
import type { SimulatedLog } from "../store/simulated-log.ts";
import type { StoreRecord } from "../store/store-record.ts";
import type { World } from "../world/world.ts";
import { createApplication } from "./application.ts";
import { naturesOf } from "./natures.ts";
import type { Stage } from "./stage.ts";

/** What a connection may hold: one batch above the mark at which it says that much waits. */
const MAX_WAITING_BYTES = 128 * 1024;

/** What closing the stores of a drained hub may take; on a slow disk, five times as long. */
const DRAIN_SLACK_MS = 1000;

/** The stage of `plan`, on which nothing has happened yet. */
export function setUp(plan: Plan, world: World): Stage {
  const natures = naturesOf(plan);
  const logOf = (channel: string): LogView | undefined => viewOf(machine.process?.store.peek(channel));
  const deadlineOf = (text: string): number => {
    const { expireAt } = readToken(text);
    const hub = machine.process?.actor ?? world.nature;
    return expireAt === undefined ? Number.POSITIVE_INFINITY : world.now + expireAt * 1000 - world.wallTime(hub);
  };
  const checker = new Checker(plan, {
    now: () => world.now,
    logOf,
    deadlineOf,
    tokenOf: readToken,
  });
  const disk = createDisk(plan, world, checker);
  const machine: HubMachine = createMachine(plan, world, disk, natures, checker, () => backEnd);
  const network = new Network(
    world,
    streamOf(plan.seed, "network"),
    networkNature(plan),
    () => machine.process,
    (link, direction, frame) => {
      if (typeof frame !== "string") return;
      const wire = checker.wire(link.id, link.client.name, () => link.connection.isOpen && link.server.isAlive);
      if (direction === "up") {
        wire.commands(frame);
        return;
      }
      wire.replies(frame);
      const { waitingBytes } = link;
      checker.verdicts.expect("I19", waitingBytes < MAX_WAITING_BYTES, () => `${link.id}: ${waitingBytes} bytes wait`);
    },
  );
  const backEnd = new BackEnd(world, streamOf(plan.seed, "backend"), checker.ledger, () => machine.process);
  const clients = plan.clients.map((client) => {
    const random = streamOf(plan.seed, client.name);
    return new SimulatedClient(world, client, network, random, natures.tokens, {
      onSubscribed: ({ plan: { name } }, channel, told) => checker.subscribed(name, channel, told),
      onShown: ({ plan: { name } }, channel, offset, n) => checker.shown(name, channel, offset, n),
    });
  });
  let last = 0;
  const nextNumber = (): number => {
    last += 1;
    return last;
  };
  return { plan, world, network, disk, machine, clients, backEnd, checker, natures, nextNumber };
}

/** A log as the checker sees it. */
function viewOf(log: SimulatedLog | undefined): LogView | undefined {
  if (log === undefined) return undefined;
  const { top, oldest } = log;
  const numberAt = (offset: number): number | undefined => {
    const entry = log.entryAt(offset);
    return entry && (JSON.parse(new TextDecoder().decode(entry.data.bytes)) as { readonly n: number }).n;
  };
  return { epoch: top.epoch, top: top.offset, oldest, numberAt };
}

function createDisk(plan: Plan, world: World, checker: Checker): SimulatedDisk<StoreRecord> {
  const isSlow = plan.faults.has("slow-disk");
  const random = streamOf(plan.seed, "disk");
  const nature = {
    writeMs: isSlow ? 20 : 0.1,
    syncMs: isSlow ? 200 : 2,
    isFull: false,
    leavesPart: random.chance(0.5),
  };
  return new SimulatedDisk(world, random, nature, {
    onWritten: (records) => checker.kept(records, "commit"),
    onSynced: (records) => checker.kept(records, "fsync"),
  });
}

function createMachine(
  plan: Plan,
  world: World,
  disk: SimulatedDisk<StoreRecord>,
  natures: Stage["natures"],
  checker: Checker,
  backEnd: () => BackEnd,
): HubMachine {
  const clock = {
    now: () => world.now,
    wallTime: () => world.wallTime(world.nature),
    setTimer: (delayMs: number, task: () => void) => world.schedule(world.nature, delayMs, "presence timer", task),
  };
  let ended: "kill" | "power" | "drained" | undefined;
  return new HubMachine({
    world,
    plan,
    disk,
    presence: new MemoryPresenceStore(clock),
    storeNature: natures.store,
    brokerNature: natures.broker,
    handlers: createApplication(world, streamOf(plan.seed, "handlers"), natures.handlers),
    events: {
      onKept: (record) => checker.kept([record], "memory"),
      onStarted: ({ store }) => {
        if (ended !== undefined) checker.ledger.restarted(ended, (channel) => viewOf(store.peek(channel)));
        ended = undefined;
      },
      onEnded: (how) => {
        // What came before this process was ready counts too: the worst of it.
        ended = [how, ended].includes("power") ? "power" : how;
        backEnd().forgetUnanswered();
        checker.moves.forget();
      },
      onDrained: (tookMs, drainMs) => {
        const isInTime = tookMs <= drainMs + (plan.faults.has("slow-disk") ? 5 : 1) * DRAIN_SLACK_MS;
        checker.verdicts.expect("I22", isInTime, () => `a drain of ${drainMs} ms took ${tookMs} ms`);
      },
      onProblem: (where, error) => world.note("hub", `reports a problem of ${where}: ${String(error)}`),
      onTold: (channel, { type, info }) => checker.moves.told(channel, info.user ?? "", type),
      onLost: (channel) => world.note("broker", `loses a message of ${channel}`),
    },
  });
}

function networkNature({ faults }: Plan): NetworkNature {
  const isSlow = faults.has("slow-network");
  const refuses = faults.has("refused-dials");
  return {
    minLatencyMs: 1,
    maxLatencyMs: isSlow ? 800 : 3,
    refusedDials: refuses ? 0.2 : 0,
    unansweredDials: refuses ? 0.1 : 0,
  };
}
