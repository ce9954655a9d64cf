/**
 * The machine that the hub runs on: begins a process of it, takes connections while there is one, and lets it die in the
 * ways in which processes and machines do. Disk and presence outlive the process; nothing else does.
 */
import {
  type Broker,
  type ChannelMessage,
  createHub,
  type Hub,
  type HubHandlers,
  MemoryBroker,
  type MemoryPresenceStore,
} from "@longwire/hub";
import type { SeededRandom } from "../../seeded-random.ts";
import type { SimulatedDisk } from "../disk/simulated-disk.ts";
import type { Link } from "../network/link.ts";
import type { Listener } from "../network/network.ts";
import type { SimulatedConnection } from "../network/simulated-connection.ts";
import { type Plan, streamOf } from "../plan/plan.ts";
import { type BrokerNature, SimulatedBroker } from "../store/simulated-broker.ts";
import { SimulatedHistoryStore, type StoreNature } from "../store/simulated-history-store.ts";
import { SimulatedPresenceStore } from "../store/simulated-presence-store.ts";
import type { StoreRecord } from "../store/store-record.ts";
import { Actor } from "../world/actor.ts";
import type { World } from "../world/world.ts";
import { SimulatedAuthenticator } from "./simulated-authenticator.ts";

/** What a machine is made of. */
export interface MachineParts {
  readonly world: World;
  readonly plan: Plan;
  readonly disk: SimulatedDisk<StoreRecord>;
  readonly presence: MemoryPresenceStore;
  readonly storeNature: StoreNature;
  readonly brokerNature: BrokerNature;
  readonly handlers: HubHandlers;
  readonly events: MachineEvents;
}

/** Told what becomes of the hub. */
export interface MachineEvents {
  /** A record is kept in memory only, and that is all its channel wants. */
  onKept(record: StoreRecord): void;
  onStarted(process: HubProcess): void;
  onEnded(how: "kill" | "power" | "drained"): void;
  /** A drain has taken `tookMs`, where `drainMs` was asked for. */
  onDrained(tookMs: number, drainMs: number): void;
  onProblem(where: string, error: unknown): void;
  onLost(channel: string): void;
  /** The hub tells that somebody comes or goes. */
  onTold(channel: string, move: Extract<ChannelMessage, { readonly type: "join" | "leave" }>): void;
}

/** A process of the hub. */
export interface HubProcess extends Listener {
  readonly actor: Actor;
  readonly hub: Hub;
  readonly store: SimulatedHistoryStore;
  readonly broker: SimulatedBroker | undefined;
  readonly links: Set<Link>;
}

/** One machine with at most one process of the hub. */
export class HubMachine {
  readonly #parts: MachineParts;
  readonly #random: SeededRandom;
  #incarnations = 0;
  #process: HubProcess | undefined;
  #beginning: Actor | undefined;
  /** What the machine's wall clock is ahead. */
  clockSkewMs = 0;

  constructor(parts: MachineParts) {
    this.#parts = parts;
    this.#random = streamOf(parts.plan.seed, "hub");
  }

  /** The process that serves; undefined while there is none. */
  get process(): HubProcess | undefined {
    return this.#process;
  }

  /** Begins a process, unless there is one. */
  start(): void {
    if (this.#process !== undefined || this.#beginning !== undefined) return;
    this.#incarnations += 1;
    const actor = new Actor(`hub${this.#incarnations}`);
    actor.clockSkewMs = this.clockSkewMs;
    this.#beginning = actor;
    const { world, plan, disk, storeNature, events } = this.#parts;
    world.schedule(actor, 0, "process begins", () => {
      const random = streamOf(plan.seed, `store ${this.#incarnations}`);
      const newEpoch = (): string => `e${random.nextUint32().toString(36)}`;
      const parts = { world, process: actor, disk, random, nature: storeNature, newEpoch };
      SimulatedHistoryStore.open({ ...parts, onKept: (record) => events.onKept(record) }, (store) => {
        this.#beginning = undefined;
        this.#process = this.#serve(actor, store);
        world.note(actor, "serves");
        events.onStarted(this.#process);
      });
    });
  }

  /** The process ends at this moment. @param how "kill": the machine goes on; "power": it does not. */
  die(how: "kill" | "power"): void {
    const process = this.#process;
    const actor = process?.actor ?? this.#beginning;
    if (actor === undefined) return;
    this.#parts.world.note(actor, how === "kill" ? "KILLED" : "LOSES POWER");
    actor.end();
    this.#process = undefined;
    this.#beginning = undefined;
    this.#parts.disk.survive(how);
    for (const link of process?.links ?? []) {
      // A machine without power says nothing to anybody.
      if (how === "kill") link.reset();
      else link.silence("both");
    }
    this.#parts.events.onEnded(how);
  }

  /** The process ends in order, in `drainMs` or a little more. */
  drain(drainMs: number): void {
    const process = this.#process;
    if (process === undefined) return;
    const { world, events } = this.#parts;
    world.schedule(process.actor, 0, "drain", () => {
      world.note(process.actor, `drains for ${drainMs} ms`);
      const beganAt = world.now;
      const ended = (): void => {
        if (this.#process !== process) return;
        events.onDrained(world.now - beganAt, drainMs);
        this.#process = undefined;
        world.note(process.actor, "has ended in order");
        process.actor.end();
        for (const link of process.links) if (link.isOpen) link.reset();
        events.onEnded("drained");
      };
      process.hub.close({ drainMs }).then(ended, (error: unknown) => events.onProblem("drain", error));
    });
  }

  /** The machine's clock is set. */
  setClock(skewMs: number): void {
    this.clockSkewMs = skewMs;
    const actor = this.#process?.actor ?? this.#beginning;
    if (actor !== undefined) actor.clockSkewMs = skewMs;
  }

  /** Hears what the hub tells all. */
  #listening(broker: Broker): Broker {
    const { events } = this.#parts;
    const publish: Broker["publish"] = (channel, message) => {
      if (message.type !== "publication") events.onTold(channel, message);
      return broker.publish(channel, message);
    };
    return new Proxy(broker, {
      get: (target, property) => {
        if (property === "publish") return publish;
        const value: unknown = Reflect.get(target, property, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  }

  #serve(actor: Actor, store: SimulatedHistoryStore): HubProcess {
    const { world, plan, brokerNature, presence, events } = this.#parts;
    const random = this.#random;
    const brokerRandom = streamOf(plan.seed, `broker ${this.#incarnations}`);
    const isRemote = plan.broker === "remote";
    const broker = isRemote
      ? new SimulatedBroker(world, actor, brokerRandom, brokerNature, (channel) => events.onLost(channel))
      : undefined;
    const hex = (): string => random.nextUint32().toString(16).padStart(8, "0");
    const clock = {
      now: () => world.now,
      wallTime: () => world.wallTime(actor),
      setTimer: (delayMs: number, task: () => void) => world.schedule(actor, delayMs, "hub timer", task),
    };
    const links = new Set<Link>();
    const hub = createHub({
      channels: Object.fromEntries(plan.channels.map(({ name, options }) => [name, options])),
      authenticator: new SimulatedAuthenticator(clock),
      handlers: this.#parts.handlers,
      limits: { maxRecoveredEntries: plan.maxRecoveredEntries, maxQueuedBytes: 64 * 1024 },
      history: store,
      broker: this.#listening(broker ?? new MemoryBroker()),
      presence: new SimulatedPresenceStore(world, actor, presence, 1),
      report: ({ where, error }) => events.onProblem(where, error),
      clock,
      random: { id: () => hex() + hex() + hex() + hex(), fraction: () => random.nextUint32() / 2 ** 32 },
      nextTurn: (task) => {
        world.schedule(actor, 0, "hub turn", task);
      },
    });
    const accept = (link: Link, connection: SimulatedConnection, protocol: string): void => {
      links.add(link);
      const request = { url: "/connection/websocket", headers: {}, remoteAddress: "192.0.2.1" };
      hub.accept(connection, request, protocol === "centrifuge-protobuf" ? "protobuf" : "json");
    };
    return { actor, hub, store, broker, links, accept };
  }
}
