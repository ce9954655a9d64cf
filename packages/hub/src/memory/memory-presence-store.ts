/**
 * Presence in memory, for one node: leases of connections in channels. It knows when a lease runs out, not who renews it.
 */
import type { Clock } from "../ports/clock.ts";
import type { Member, PresenceStats, PresenceStore } from "../ports/presence-store.ts";

interface Lease {
  readonly member: Member;
  readonly endsAt: number;
}

type Leases = Map<string, Lease>;

/** @see PresenceStore */
export class MemoryPresenceStore implements PresenceStore {
  readonly #clock: Clock;
  readonly #channels = new Map<string, Leases>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async renew(channel: string, member: Member, ttlMs: number): Promise<{ readonly isFirstOfUser: boolean }> {
    let leases = this.#channels.get(channel);
    if (leases === undefined) {
      leases = new Map();
      this.#channels.set(channel, leases);
    }
    // A lease that has run out still counts until `expire` has told of it: else a leave would be told without a join.
    const isFirstOfUser = !hasUser(leases, member.info.user);
    leases.set(member.client, { member, endsAt: this.#clock.now() + ttlMs });
    return { isFirstOfUser };
  }

  async remove(channel: string, client: string): Promise<{ readonly wasLastOfUser: boolean }> {
    const leases = this.#channels.get(channel);
    const lease = leases?.get(client);
    if (leases === undefined || lease === undefined) return { wasLastOfUser: false };
    return { wasLastOfUser: this.#drop(channel, leases, lease.member) };
  }

  async members(channel: string): Promise<readonly Member[]> {
    return this.#held(channel).map(({ member }) => member);
  }

  async stats(channel: string): Promise<PresenceStats> {
    const held = this.#held(channel);
    return { clients: held.length, users: new Set(held.map(({ member }) => member.info.user ?? "")).size };
  }

  async expire(channel: string): Promise<readonly { readonly member: Member; readonly wasLastOfUser: boolean }[]> {
    const leases = this.#channels.get(channel);
    if (leases === undefined) return [];
    const now = this.#clock.now();
    const over = [...leases.values()].filter(({ endsAt }) => endsAt <= now);
    return over.map(({ member }) => ({ member, wasLastOfUser: this.#drop(channel, leases, member) }));
  }

  async close(): Promise<void> {
    this.#channels.clear();
  }

  #held(channel: string): readonly Lease[] {
    const now = this.#clock.now();
    return [...(this.#channels.get(channel)?.values() ?? [])].filter(({ endsAt }) => endsAt > now);
  }

  /** @returns whether the user has no other lease in the channel. */
  #drop(channel: string, leases: Leases, member: Member): boolean {
    leases.delete(member.client);
    if (leases.size === 0) this.#channels.delete(channel);
    return !hasUser(leases, member.info.user);
  }
}

function hasUser(leases: Leases, user: string | undefined): boolean {
  for (const { member } of leases.values()) if (member.info.user === user) return true;
  return false;
}
