/**
 * What one session is subscribed to: begins and ends subscriptions, one thing at a time for each channel. It knows
 * channels, presence and the log; whether a subscription is allowed is decided before.
 */
import { type CodedReason, type Payload, type SubscribeResult, unsubscribes } from "@longwire/protocol";
import type { SubscriptionGrant } from "../auth/authenticator.ts";
import { overrideOptions } from "../auth/subscription-override.ts";
import type { ResolvedChannel } from "../channel/channel-registry.ts";
import type { LocalChannel } from "../fan-out/local-channel.ts";
import type { HubServices } from "../hub-services.ts";
import type { CancelTimer } from "../ports/clock.ts";
import { catchUp } from "../subscription/catch-up.ts";
import { readStart, type Start } from "../subscription/read-start.ts";
import { Subscription, sharedOptions } from "../subscription/subscription.ts";
import type { TagsFilter } from "../subscription/tags-filter.ts";
import { disconnectWith, failWith, type Outcome } from "./outcome.ts";
import { secondsUntil } from "./seconds-until.ts";
import type { Session } from "./session.ts";
import { type LeaveCause, SubscriptionPresence } from "./subscription-presence.ts";
import { clientInfo, type FoundStart, offersDelta, positionOf, publicationsOf } from "./subscription-result.ts";

/** How a subscription is made. */
export interface SubscriptionRequest {
  /** Who wants it: the client, the application, or the token of the connection. */
  readonly origin: "client" | "server" | "token";
  /** What the client said when it asked. */
  readonly asked?: Payload | undefined;
  /** Where the client stands, when it wants what it missed. */
  readonly recover: { readonly offset: number; readonly epoch: string } | undefined;
  /** An unrecoverable position is an error. */
  readonly rejectUnrecovered?: boolean;
  readonly filter?: TagsFilter | undefined;
  readonly delta?: boolean;
  /** Pushes may carry a number in place of the channel's name. */
  readonly compaction?: boolean;
  /** What others see of the connection in this channel. */
  readonly info?: Payload | undefined;
  /** For the client, in the reply. */
  readonly data?: Payload | undefined;
  /** Unix time in seconds. */
  readonly expireAt?: number | undefined;
  /** Of the token that it is made with. */
  readonly grant?: SubscriptionGrant | undefined;
  /** The client asks for joins and leaves, and may know them. */
  readonly joinLeave?: boolean;
}

/** A subscription that was made: `activate` is to be called right after its result was queued. */
export type Begun =
  | { readonly ok: true; readonly result: SubscribeResult; readonly activate: () => void }
  | { readonly ok: false; readonly outcome: Outcome };

interface Membership {
  readonly subscription: Subscription;
  readonly presence: SubscriptionPresence;
  local: LocalChannel | undefined;
  cancelExpiry: CancelTimer | undefined;
  grant: SubscriptionGrant | undefined;
  readonly origin: SubscriptionRequest["origin"];
  readonly asked: Payload | undefined;
}

/** Under what a subscription was made. */
export type SubscriptionTerms = Pick<Membership, "origin" | "asked" | "grant">;

const none: readonly Membership[] = [];

const endedMeanwhile: Begun = { ok: false, outcome: failWith("internal") };

/** Subscriptions of one session by channel. */
export class SessionSubscriptions {
  readonly #session: Session;
  readonly #services: HubServices;
  /** Few, so that they are searched; a map for each session would cost more than what is in it. */
  #members: readonly Membership[] = none;
  /** Work on a channel that is under way. */
  #working: Map<string, Promise<unknown>> | undefined;

  constructor(session: Session, services: HubServices) {
    this.#session = session;
    this.#services = services;
  }

  /** Those that are being made included. */
  get size(): number {
    return this.#members.length;
  }

  get channels(): readonly string[] {
    return this.#members.map(({ subscription }) => subscription.channel.name);
  }

  get(channel: string): Subscription | undefined {
    return this.#find(channel)?.subscription;
  }

  /** Who wanted the subscription, and what its token allows beside it. */
  terms(channel: string): SubscriptionTerms | undefined {
    return this.#find(channel);
  }

  /** True when publications of the channel are passed on. */
  isSubscribed(channel: string): boolean {
    const name = this.get(channel)?.state.name;
    return name === "subscribed" || name === "paused";
  }

  /** Runs `work` when no other work on `channel` is under way. */
  async inTurn(channel: string, work: () => Promise<Outcome>): Promise<Outcome> {
    this.#working ??= new Map();
    const working = this.#working;
    const before = working.get(channel);
    const turn = before === undefined ? work() : before.then(work);
    const settled = turn.catch(() => undefined);
    working.set(channel, settled);
    try {
      return await turn;
    } finally {
      if (working.get(channel) === settled) working.delete(channel);
      if (working.size === 0 && this.#working === working) this.#working = undefined;
    }
  }

  /** What has to end before a request about `channel` is served; undefined: nothing. */
  pendingWork(channel: string): Promise<unknown> | undefined {
    return this.#working?.get(channel);
  }

  /** Makes a subscription. The channel must not be there yet. */
  async begin(declared: ResolvedChannel, request: SubscriptionRequest): Promise<Begun> {
    const { origin, asked, filter, grant } = request;
    const channel =
      grant?.override === undefined
        ? this.#services.channels.shared(declared)
        : { ...declared, options: overrideOptions(declared.options, grant.override) };
    const delta = request.delta === true && offersDelta(channel);
    const joinLeave = channel.options.joinLeavePush === "always" || request.joinLeave === true;
    const plain = sharedOptions(origin === "client" ? "client" : "server", delta, joinLeave);
    const subscription = new Subscription(this.#session, channel, filter === undefined ? plain : { ...plain, filter });
    const presence = new SubscriptionPresence(this.#services, channel, this.#session.client);
    const member = { subscription, presence, local: undefined, cancelExpiry: undefined, grant, origin, asked };
    this.#members = this.#members.concat(member);
    try {
      return await this.#establish(member, declared, request);
    } catch (error) {
      this.#drop(member, "unsubscribed");
      throw error;
    }
  }

  /** Ends a subscription. @param tell whether the client is told by a push. @returns false when there is none. */
  end(channel: string, reason: CodedReason, tell: "push" | "silently"): boolean {
    const member = this.#find(channel);
    if (member === undefined) return false;
    const isKnown = member.subscription.state.name !== "subscribing";
    this.#drop(member, "unsubscribed");
    if (tell === "push" && isKnown) this.#session.pushOwn({ channel, unsubscribe: { ...reason } });
    return true;
  }

  /** The connection has ended. @param cause of a connection that was cut it is expected that it comes back. */
  endAll(cause: LeaveCause): void {
    for (const member of this.#members) this.#drop(member, cause);
  }

  /** A subscription has a new token. */
  renew(channel: string, grant: SubscriptionGrant): void {
    const member = this.#find(channel);
    if (member !== undefined) member.grant = grant;
    this.expireAt(channel, grant.expireAt);
  }

  /** Changes when a subscription expires. @param expireAt Unix time in seconds. */
  expireAt(channel: string, expireAt: number | undefined): void {
    const member = this.#find(channel);
    if (member === undefined) return;
    const { clock, times } = this.#services;
    member.cancelExpiry?.();
    member.cancelExpiry =
      expireAt === undefined
        ? undefined
        : clock.setTimer(expireAt * 1000 - clock.wallTime() + times.expiryGraceMs, () =>
            this.end(channel, unsubscribes.expired, "push"),
          );
  }

  /** The connection takes messages again: those that were paused read what they missed. */
  catchUp(): void {
    const { history, limits, report } = this.#services;
    for (const { subscription } of this.#members) {
      if (subscription.state.name !== "paused") continue;
      catchUp(history, subscription, limits.maxRecoveredEntries).catch((error: unknown) => {
        report({ where: "catch up", error });
        this.#session.onInsufficientState(subscription);
      });
    }
  }

  #find(channel: string): Membership | undefined {
    return this.#members.find(({ subscription }) => subscription.channel.name === channel);
  }

  async #establish(member: Membership, declared: ResolvedChannel, request: SubscriptionRequest): Promise<Begun> {
    const { subscription } = member;
    const { channel } = subscription;
    const local = await this.#services.channels.acquire(declared);
    if (subscription.state.name === "ended") {
      this.#services.channels.release(channel.name);
      return endedMeanwhile;
    }
    member.local = local;
    local.add(subscription);
    const start = await this.#start(subscription, request);
    this.#countRecovery(request, start);
    if (start?.outcome === "ended") return endedMeanwhile;
    if (start?.outcome === "inconsistent") return this.#refuse(member, disconnectWith("insufficientState"));
    if (start?.recovered === false && request.recover !== undefined && request.rejectUnrecovered === true) {
      return this.#refuse(member, failWith("unrecoverablePosition"));
    }
    if (!(await member.presence.enter(clientInfo(this.#session, request.info)))) return endedMeanwhile;
    return this.#begun(member, local, request, start);
  }

  async #start(subscription: Subscription, request: SubscriptionRequest): Promise<Start | undefined> {
    const { history: retention, positioned, recovery } = subscription.channel.options;
    if (retention === undefined || (!positioned && recovery === undefined)) return undefined;
    const { history, limits } = this.#services;
    return readStart(history, retention, subscription, request.recover, limits);
  }

  #countRecovery({ recover }: SubscriptionRequest, start: Start | undefined): void {
    if (recover === undefined || start?.outcome === "ended") return;
    const isRecovered = start?.outcome === "found" && start.recovered;
    this.#services.counters.recoveries[isRecovered ? "recovered" : "unrecovered"] += 1;
  }

  #begun(
    { subscription, presence }: Membership,
    local: LocalChannel,
    request: SubscriptionRequest,
    start: FoundStart | undefined,
  ): Begun {
    const { channel, options } = subscription;
    const publications = start === undefined ? [] : publicationsOf(subscription, start.entries);
    const { expireAt, data } = request;
    const numbered = request.compaction === true && channel.options.compaction ? local.numbered : undefined;
    const result: SubscribeResult = {
      ...numbered,
      ...(data === undefined ? {} : { data }),
      ...(expireAt === undefined ? {} : { expires: true, ttl: secondsUntil(expireAt, this.#services.clock) }),
      ...(start === undefined ? {} : positionOf(channel, request.recover, start)),
      wasRecovering: request.recover !== undefined,
      delta: options.delta,
      publications,
    };
    const newest = start?.entries.at(-1);
    if (start !== undefined && newest !== undefined) local.remember(newest, start.position.epoch);
    const deltaBase = options.delta ? publications.at(-1)?.offset : undefined;
    const activate = (): void => {
      this.expireAt(channel.name, expireAt);
      subscription.activate(
        numbered ?? local.named,
        channel.options.positioned ? start?.position : undefined,
        deltaBase,
      );
      presence.announce();
    };
    return { ok: true, result, activate };
  }

  #refuse(member: Membership, outcome: Outcome): Begun {
    this.#drop(member, "unsubscribed");
    return { ok: false, outcome };
  }

  #drop(member: Membership, cause: LeaveCause): void {
    const { subscription, local } = member;
    const { name } = subscription.channel;
    if (!this.#members.includes(member)) return;
    this.#members = this.#members.length === 1 ? none : this.#members.filter((each) => each !== member);
    member.cancelExpiry?.();
    subscription.end();
    if (local !== undefined) {
      local.remove(subscription);
      this.#services.channels.release(name);
    }
    member.presence.leave(cause);
  }
}
