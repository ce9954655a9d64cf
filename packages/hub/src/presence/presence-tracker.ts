/**
 * Keeps the leases of this node's connections in channels: entered on subscribing, renewed, and given up with a grace when
 * a connection was cut, so that a reconnect makes no flap. It says when a user has come or left, over all connections;
 * it knows no subscriptions.
 */
import type { ClientInfo } from "@longwire/protocol";
import type { CancelTimer, Clock } from "../ports/clock.ts";
import type { Member, PresenceStats, PresenceStore } from "../ports/presence-store.ts";

/** Intervals of leases. */
export interface PresenceTimes {
  readonly presenceTtlMs: number;
  readonly presenceRenewMs: number;
  readonly leaveGraceMs: number;
}

/** Told who goes. A user with several connections leaves with the last. */
export interface PresenceEvents {
  onLeave(channel: string, info: ClientInfo): void;
  /** The store failed in the background; the lease runs out if it goes on. */
  onError(error: unknown): void;
}

/** Members of one channel that are connected to this node, by the id of the connection. */
type LocalMembers = Map<string, Member>;

/** Leases of this node's connections. */
export class PresenceTracker {
  readonly #store: PresenceStore;
  readonly #clock: Clock;
  readonly #times: PresenceTimes;
  readonly #events: PresenceEvents;
  readonly #channels = new Map<string, LocalMembers>();
  readonly #leaving = new Map<string, { readonly cancel: CancelTimer; readonly leave: () => Promise<void> }>();
  #renewal: CancelTimer | undefined;

  constructor(store: PresenceStore, clock: Clock, times: PresenceTimes, events: PresenceEvents) {
    this.#store = store;
    this.#clock = clock;
    this.#times = times;
    this.#events = events;
  }

  /** Enters a connection. @returns whether its user was not in the channel before. */
  async enter(channel: string, member: Member): Promise<boolean> {
    let members = this.#channels.get(channel);
    if (members === undefined) {
      members = new Map();
      this.#channels.set(channel, members);
    }
    members.set(member.client, member);
    this.#renewal ??= this.#clock.setTimer(this.#times.presenceRenewMs, () => this.#renewAll());
    const { isFirstOfUser } = await this.#store.renew(channel, member, this.#times.presenceTtlMs);
    return isFirstOfUser || isAnonymous(member.info);
  }

  /** Gives up a connection's lease: at once when it has unsubscribed, after the grace when it was cut. */
  leave(channel: string, client: string, cause: "unsubscribed" | "cut"): void {
    const members = this.#channels.get(channel);
    const member = members?.get(client);
    if (members === undefined || member === undefined) return;
    if (cause === "unsubscribed" || this.#times.leaveGraceMs === 0) {
      this.#remove(channel, member).catch((error: unknown) => this.#events.onError(error));
      return;
    }
    const id = `${client} ${channel}`;
    const leave = async (): Promise<void> => {
      this.#leaving.delete(id);
      await this.#remove(channel, member);
    };
    const cancel = this.#clock.setTimer(this.#times.leaveGraceMs, () => {
      leave().catch((error: unknown) => this.#events.onError(error));
    });
    this.#leaving.set(id, { cancel, leave });
  }

  members(channel: string): Promise<readonly Member[]> {
    return this.#store.members(channel);
  }

  stats(channel: string): Promise<PresenceStats> {
    return this.#store.stats(channel);
  }

  /** Ends the renewals. Leases of connections that were cut in their grace are left to run out, unless `leaveNow`. */
  async close({ leaveNow }: { readonly leaveNow: boolean }): Promise<void> {
    this.#renewal?.();
    const leaving = [...this.#leaving.values()];
    this.#leaving.clear();
    for (const { cancel } of leaving) cancel();
    if (leaveNow) await Promise.all(leaving.map(({ leave }) => leave()));
    this.#channels.clear();
  }

  async #remove(channel: string, member: Member): Promise<void> {
    const members = this.#channels.get(channel);
    // It may have entered again under the same id.
    if (members?.get(member.client) !== member) return;
    members.delete(member.client);
    if (members.size === 0) this.#channels.delete(channel);
    const { wasLastOfUser } = await this.#store.remove(channel, member.client);
    if (wasLastOfUser || isAnonymous(member.info)) this.#events.onLeave(channel, member.info);
  }

  #renewAll(): void {
    this.#renewal = undefined;
    if (this.#channels.size === 0) return;
    this.#renewal = this.#clock.setTimer(this.#times.presenceRenewMs, () => this.#renewAll());
    for (const [channel, members] of this.#channels) {
      this.#renew(channel, members).catch((error: unknown) => this.#events.onError(error));
    }
  }

  async #renew(channel: string, members: LocalMembers): Promise<void> {
    const renewed = [...members.values()];
    await Promise.all(renewed.map((member) => this.#store.renew(channel, member, this.#times.presenceTtlMs)));
    // One that left while its lease was renewed must not come back as a ghost.
    const left = renewed.filter((member) => members.get(member.client) !== member);
    await Promise.all(left.map((member) => this.#store.remove(channel, member.client)));
    for (const { member, wasLastOfUser } of await this.#store.expire(channel)) {
      if (wasLastOfUser || isAnonymous(member.info)) this.#events.onLeave(channel, member.info);
    }
  }
}

/** Anonymous connections have no user in common: each comes and goes by itself. */
function isAnonymous({ user }: ClientInfo): boolean {
  return user === undefined || user === "";
}
