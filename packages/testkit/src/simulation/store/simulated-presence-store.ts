/**
 * The hub's presence port on another machine: a store that takes time to answer and outlives the hub's processes.
 */
import type { Member, PresenceStats, PresenceStore } from "@longwire/hub";
import type { Actor } from "../world/actor.ts";
import type { World } from "../world/world.ts";

/** The way of one process to the presence store of all. */
export class SimulatedPresenceStore implements PresenceStore {
  readonly #world: World;
  readonly #process: Actor;
  readonly #shared: PresenceStore;
  readonly #latencyMs: number;

  constructor(world: World, process: Actor, shared: PresenceStore, latencyMs: number) {
    this.#world = world;
    this.#process = process;
    this.#shared = shared;
    this.#latencyMs = latencyMs;
  }

  renew(channel: string, member: Member, ttlMs: number): Promise<{ readonly isFirstOfUser: boolean }> {
    return this.#ask(() => this.#shared.renew(channel, member, ttlMs));
  }

  remove(channel: string, client: string): Promise<{ readonly wasLastOfUser: boolean }> {
    return this.#ask(() => this.#shared.remove(channel, client));
  }

  members(channel: string): Promise<readonly Member[]> {
    return this.#ask(() => this.#shared.members(channel));
  }

  stats(channel: string): Promise<PresenceStats> {
    return this.#ask(() => this.#shared.stats(channel));
  }

  expire(channel: string): Promise<readonly { readonly member: Member; readonly wasLastOfUser: boolean }[]> {
    return this.#ask(() => this.#shared.expire(channel));
  }

  /** The store belongs to all: it stays. */
  async close(): Promise<void> {}

  /** What was asked is done even when the process has ended since. */
  #ask<Answer>(act: () => Promise<Answer>): Promise<Answer> {
    const { nature } = this.#world;
    return new Promise((resolve, reject) => {
      this.#world.schedule(nature, this.#latencyMs, "presence", () => {
        const answer = act();
        this.#world.schedule(this.#process, this.#latencyMs, "presence answers", () => answer.then(resolve, reject));
      });
    });
  }
}
