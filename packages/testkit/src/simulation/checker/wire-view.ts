/**
 * What passes between the hub and one client, as it is on the wire: replies must fit their requests, pushes must have a
 * subscription, a valid token and a safe entry behind them. It reads JSON by itself, and knows nothing of the hub.
 */
import type { ViewMode } from "./client-view.ts";
import type { Ledger, LogView } from "./ledger.ts";
import type { Verdicts } from "./verdicts.ts";

/** What the checker must know of the run. */
export interface WireRules {
  readonly modeOf: (channel: string) => ViewMode;
  readonly logOf: (channel: string) => LogView | undefined;
  readonly maxRecoveredEntries: number;
  readonly expiryGraceMs: number;
  /** Pages of the store may have holes: then an honest "not recovered" needs no other reason. */
  readonly mayBeDamaged: boolean;
  /** The broker may lose messages: then it is right to say so, and joins and leaves may be missing. */
  readonly mayBeLost: boolean;
  /** A slow reader may fall behind so far that the log does not have what it missed. */
  readonly mayPause: (channel: string) => boolean;
  /** What a token says; `issuedAt` in Unix time, in milliseconds. */
  readonly tokenOf: (token: string) => { readonly user: string; readonly issuedAt: number };
  /** Until when a token holds, by the clock of the run; `Infinity`: for ever. */
  readonly deadlineOf: (token: string) => number;
  readonly now: () => number;
  /** True when another connection of `user` has been in `channel` for a while, and the hub has not ended it. */
  readonly isThere: (user: string, channel: string) => boolean;
}

/** Who has subscribed just now may not be known to all yet. */
const SETTLE_MS = 100;

/** The subscription has a gap (Centrifugo's code). */
const INSUFFICIENT_STATE = 2500;

interface Pub {
  readonly offset?: number;
  readonly data: { readonly n: number };
}

interface Subscribed {
  readonly recovered?: boolean;
  readonly was_recovering?: boolean;
  readonly epoch?: string;
  readonly offset?: number;
  readonly publications?: readonly Pub[];
}

interface Command {
  readonly id?: number;
  readonly connect?: { readonly token?: string };
  readonly refresh?: { readonly token?: string };
  readonly subscribe?: {
    readonly channel: string;
    readonly recover?: boolean;
    readonly offset?: number;
    readonly epoch?: string;
  };
  readonly unsubscribe?: { readonly channel: string };
  readonly publish?: { readonly channel: string; readonly data: { readonly n: number } };
}

interface Reply {
  readonly id?: number;
  readonly error?: unknown;
  readonly connect?: unknown;
  readonly refresh?: unknown;
  readonly subscribe?: Subscribed;
  readonly unsubscribe?: unknown;
  readonly publish?: { readonly offset?: number; readonly epoch?: string };
  readonly push?: {
    readonly channel: string;
    readonly pub?: Pub;
    readonly unsubscribe?: { readonly code: number };
    readonly join?: { readonly info: { readonly user?: string } };
    readonly leave?: { readonly info: { readonly user?: string } };
  };
}

interface Asked {
  readonly command: Command;
  /** The top of the log in question, when the hub was asked. */
  readonly top: number;
}

/** One connection as it is seen on the wire. */
export class WireView {
  readonly #name: string;
  readonly #rules: WireRules;
  readonly #ledger: Ledger;
  readonly #verdicts: Verdicts;
  readonly #asked = new Map<number, Asked>();
  readonly #isOpen: () => boolean;
  /** Channels, with when they were subscribed to. */
  readonly #subscribed = new Map<string, number>();
  /** Channels that the client wants to leave: the answer may be waiting. */
  readonly #leaving = new Set<string>();
  #user: string | undefined;
  #issuedAt = 0;
  /** Whether a user is there, by channel and user, as far as this connection was told. */
  readonly #there = new Map<string, Map<string, "join" | "leave">>();
  #deadline = Number.POSITIVE_INFINITY;

  /** @param isOpen the hub has not ended the connection. */
  constructor(name: string, isOpen: () => boolean, rules: WireRules, ledger: Ledger, verdicts: Verdicts) {
    this.#name = name;
    this.#isOpen = isOpen;
    this.#rules = rules;
    this.#ledger = ledger;
    this.#verdicts = verdicts;
  }

  /** True when `user` is in `channel` by this connection, and has been for a while. */
  holds(user: string, channel: string): boolean {
    const since = this.#subscribed.get(channel) ?? Number.POSITIVE_INFINITY;
    const isStaying = this.#user === user && !this.#leaving.has(channel) && this.#isOpen();
    return isStaying && since + SETTLE_MS < this.#rules.now();
  }

  /** The hub has said that what `user` was given before `before` (Unix time in milliseconds) is void. */
  revoked(user: string, before: number): void {
    if (this.#user !== user || this.#issuedAt >= before) return;
    this.#deadline = Math.min(this.#deadline, this.#rules.now() + SETTLE_MS);
  }

  /** The hub is asked. */
  commands(frame: string): void {
    for (const line of frame.split("\n")) {
      const command = JSON.parse(line) as Command;
      if (command.id === undefined) continue;
      const { channel = "" } = command.subscribe ?? {};
      if (command.unsubscribe !== undefined) this.#leaving.add(command.unsubscribe.channel);
      this.#asked.set(command.id, { command, top: this.#rules.logOf(channel)?.top ?? 0 });
    }
  }

  /** The hub answers, or says something by itself. */
  replies(frame: string): void {
    for (const line of frame.split("\n")) this.#reply(JSON.parse(line) as Reply);
  }

  #reply(reply: Reply): void {
    if (reply.push !== undefined) this.#push(reply.push);
    if (reply.id === undefined) return;
    const asked = this.#asked.get(reply.id);
    this.#verdicts.expect("I20", asked !== undefined, () => `${this.#name}: reply ${reply.id} without a question`);
    this.#asked.delete(reply.id);
    if (asked === undefined || reply.error !== undefined) return;
    const { connect, refresh, subscribe, unsubscribe, publish } = asked.command;
    const { token } = connect ?? refresh ?? {};
    if (connect?.token !== undefined) {
      const { user, issuedAt } = this.#rules.tokenOf(connect.token);
      this.#user = user;
      this.#issuedAt = issuedAt;
    }
    if (token !== undefined) this.#deadline = this.#rules.deadlineOf(token) + this.#rules.expiryGraceMs;
    if (unsubscribe !== undefined) this.#subscribed.delete(unsubscribe.channel);
    if (publish !== undefined && reply.publish?.epoch !== undefined) {
      const { offset = 0, epoch } = reply.publish;
      this.#ledger.acknowledged({ channel: publish.channel, epoch, offset }, publish.data.n, false);
    }
    if (subscribe !== undefined && reply.subscribe !== undefined) {
      this.#subscribed.set(subscribe.channel, this.#rules.now());
      this.#there.set(subscribe.channel, new Map());
      this.#leaving.delete(subscribe.channel);
      this.#judgeRecovery(subscribe, reply.subscribe, asked.top);
    }
  }

  #push({ channel, pub, unsubscribe, join, leave }: NonNullable<Reply["push"]>): void {
    if (unsubscribe !== undefined) {
      this.#subscribed.delete(channel);
      const { mayBeLost, mayPause } = this.#rules;
      const isRight = unsubscribe.code !== INSUFFICIENT_STATE || mayBeLost || mayPause(channel);
      this.#verdicts.expect("I11", isRight, () => `${this.#name}: a gap in ${channel}, though nothing was lost`);
      return;
    }
    const isSubscribed = this.#subscribed.has(channel);
    this.#verdicts.expect("I18", isSubscribed, () => `${this.#name}: a push of ${channel} without a subscription`);
    const isExpired = this.#rules.now() > this.#deadline;
    this.#verdicts.expect("I18", !isExpired, () => `${this.#name}: a push of ${channel} after its token was void`);
    if (pub !== undefined && this.#rules.modeOf(channel) !== "plain") this.#sent(channel, pub);
    if (join !== undefined) this.#moved(channel, join.info.user ?? "", "join");
    if (leave !== undefined) this.#moved(channel, leave.info.user ?? "", "leave");
  }

  #moved(channel: string, user: string, move: "join" | "leave"): void {
    if (this.#rules.mayBeLost) return;
    const there = this.#there.get(channel);
    const isSecond = there?.get(user) === move;
    this.#verdicts.expect("I17", !isSecond, () => `${this.#name}: ${channel} tells a second ${move} of ${user}`);
    there?.set(user, move);
    const isFalse = move === "leave" && this.#rules.isThere(user, channel);
    this.#verdicts.expect("I16", !isFalse, () => `${this.#name}: ${user} leaves ${channel} and is there`);
  }

  #sent(channel: string, { offset = 0, data }: Pub): void {
    this.#ledger.sent(channel, offset, data.n);
  }

  #judgeRecovery(asked: NonNullable<Command["subscribe"]>, told: Subscribed, topThen: number): void {
    const { channel, recover = false, offset = 0, epoch = "" } = asked;
    const { recovered = false, publications = [] } = told;
    for (const pub of publications) this.#sent(channel, pub);
    if (!recover || this.#rules.modeOf(channel) !== "stream") return;
    const where = `${this.#name}: ${channel} from #${offset} of ${epoch}`;
    if (recovered) {
      const hole = publications.findIndex((pub, i) => pub.offset !== offset + 1 + i);
      this.#verdicts.expect("I12", hole < 0, () => `${where} was recovered with a hole at ${hole}`);
      const end = offset + publications.length;
      this.#verdicts.expect("I14", end >= topThen, () => `${where} was recovered to #${end} only, of #${topThen}`);
      return;
    }
    const log = this.#rules.logOf(channel);
    if (log === undefined) return;
    const reason = this.#whyNot(offset, epoch, topThen, log);
    this.#verdicts.expect("I13", reason !== undefined, () => {
      return `${where} was not recovered, without a reason: log of ${log.epoch}, #${log.oldest} to #${log.top}`;
    });
  }

  /** A reason for which a position cannot be recovered from. */
  #whyNot(offset: number, epoch: string, topThen: number, log: LogView): string | undefined {
    if (epoch !== log.epoch) return "another log";
    if (offset > topThen) return "ahead";
    if (offset < log.top && log.oldest > offset + 1) return "trimmed";
    if (log.top - offset > this.#rules.maxRecoveredEntries) return "too many";
    return this.#rules.mayBeDamaged && offset < log.top ? "perhaps damaged" : undefined;
  }
}
