/**
 * One subscription in the presence of its channel: enters, tells that somebody has come, and leaves, in this order whatever
 * the presence store takes. Whoever is told of a leave has been told of the coming. It knows no commands.
 */
import type { ClientInfo } from "@longwire/protocol";
import type { ResolvedChannel } from "../channel/channel-registry.ts";
import type { HubServices } from "../hub-services.ts";

/** How a connection leaves: of one that was cut it is expected that it comes back. */
export type LeaveCause = "unsubscribed" | "cut";

/** Presence of a subscription. */
export class SubscriptionPresence {
  readonly #services: Pick<HubServices, "presence" | "broker" | "report">;
  readonly #channel: ResolvedChannel;
  readonly #client: string;
  #state: "out" | "entering" | "in" | "left" = "out";
  #cause: LeaveCause | undefined;
  /** Others are to be told of it. */
  #coming: ClientInfo | undefined;

  constructor(services: Pick<HubServices, "presence" | "broker" | "report">, channel: ResolvedChannel, client: string) {
    this.#services = services;
    this.#channel = channel;
    this.#client = client;
  }

  /** Enters, where the channel has presence. @returns false when it was left meanwhile. */
  async enter(info: ClientInfo): Promise<boolean> {
    const { name, options } = this.#channel;
    if (!options.presence) return true;
    this.#state = "entering";
    try {
      const hasCome = await this.#services.presence.enter(name, { client: this.#client, info });
      if (hasCome && options.joinLeave) this.#coming = info;
    } finally {
      // Also when it failed: the store may have done it all the same.
      this.#state = "in";
      if (this.#cause !== undefined) this.leave(this.#cause);
    }
    return this.#cause === undefined;
  }

  /** Tells others that somebody has come, once, if that is to be told. */
  announce(): void {
    const info = this.#coming;
    this.#coming = undefined;
    if (info === undefined) return;
    const { broker, report } = this.#services;
    const join = { type: "join", info } as const;
    broker.publish(this.#channel.name, join).catch((error: unknown) => report({ where: "join", error }));
  }

  /** Leaves; while it enters, when it has. */
  leave(cause: LeaveCause): void {
    this.#cause = cause;
    if (this.#state !== "in") return;
    this.#state = "left";
    this.announce();
    this.#services.presence.leave(this.#channel.name, this.#client, cause);
  }
}
