/**
 * The simulated world: virtual time, and one event after the other. After each event everything that was promised is done
 * before the next one begins, so a run depends on its seed alone. It knows no hub and no client.
 */
import { setImmediate } from "node:timers";
import { Actor } from "./actor.ts";
import { EventHeap } from "./event-heap.ts";
import { Trace } from "./trace.ts";

/** Unix time at which virtual time begins: 2026-01-01. */
const START_OF_TIME = Date.UTC(2026, 0, 1);

interface Event {
  at: number;
  order: number;
  readonly actor: Actor;
  readonly what: string;
  readonly action: () => void;
  isCancelled: boolean;
}

/** Time and events of one run. */
export class World {
  readonly trace: Trace = new Trace();
  /** To whom things happen that nobody owns: the network, the disk, the script of the run. */
  readonly nature: Actor = new Actor("world");
  readonly #heap = new EventHeap<Event>();
  /** Events of actors that stand still, in order. */
  readonly #frozen = new Map<Actor, Event[]>();
  #now = 0;
  #order = 0;
  #events = 0;
  #current: Actor = this.nature;
  #afterEvent: () => "go on" | "stop" = () => "go on";

  /** Virtual time in milliseconds since the beginning. */
  get now(): number {
    return this.#now;
  }

  /** Events that have happened. */
  get events(): number {
    return this.#events;
  }

  /** To whom the present event happens. */
  get current(): Actor {
    return this.#current;
  }

  /** What an actor's wall clock shows: Unix time in milliseconds. */
  wallTime(actor: Actor): number {
    return START_OF_TIME + this.#now + actor.clockSkewMs;
  }

  /** Called after each event, when all that it promised is done. "stop" ends the run. */
  onEvent(look: () => "go on" | "stop"): void {
    this.#afterEvent = look;
  }

  /** Something for a reader of the trace. */
  note(who: string | Actor, what: string): void {
    this.trace.note(this.#now, typeof who === "string" ? who : who.name, what);
  }

  /** Has `action` happen to `actor` after `delayMs`, unless the actor has ended by then. @returns calls it off. */
  schedule(actor: Actor, delayMs: number, what: string, action: () => void): () => void {
    this.#order += 1;
    const at = this.#now + Math.max(0, delayMs);
    const event: Event = { at, order: this.#order, actor, what, action, isCancelled: false };
    this.#heap.push(event);
    return () => {
      event.isCancelled = true;
    };
  }

  /** What happens to `actor` waits from now on. */
  freeze(actor: Actor): void {
    if (!this.#frozen.has(actor)) this.#frozen.set(actor, []);
  }

  /** What waited happens now, in order. */
  thaw(actor: Actor): void {
    const waiting = this.#frozen.get(actor) ?? [];
    this.#frozen.delete(actor);
    for (const event of waiting) {
      this.#order += 1;
      event.at = this.#now;
      event.order = this.#order;
      this.#heap.push(event);
    }
  }

  /** Lets time pass until `end`, or until `onEvent` says stop. @returns why it ended. */
  async run(end: number): Promise<"time is over" | "stopped"> {
    for (;;) {
      const event = this.#heap.first;
      if (event === undefined || event.at > end) break;
      this.#heap.pop();
      if (event.isCancelled || !event.actor.isAlive) continue;
      const waiting = this.#frozen.get(event.actor);
      if (waiting !== undefined) {
        waiting.push(event);
        continue;
      }
      await this.#happen(event);
      if (this.#afterEvent() === "stop") return "stopped";
    }
    this.#now = Math.max(this.#now, end);
    return "time is over";
  }

  async #happen({ at, actor, what, action }: Event): Promise<void> {
    this.#now = at;
    this.#current = actor;
    this.#events += 1;
    this.trace.count(`${at} ${actor.name} ${what}`);
    action();
    // Microtasks are all done before the next turn of the real event loop.
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#current = this.nature;
  }
}
