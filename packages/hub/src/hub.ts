/**
 * The hub: what a server program holds. It takes connections, and does for the program what its API asks. It puts the
 * parts together; each of them is known elsewhere.
 */
import {
  type CodedReason,
  disconnects,
  jsonCodec,
  type Payload,
  protobufCodec,
  unsubscribes,
} from "@longwire/protocol";
import { assemble } from "./assemble-hub.ts";
import type { Action } from "./auth/decision.ts";
import { type ExplainOptions, type Explanation, explain } from "./auth/explain.ts";
import type { ResolvedChannel } from "./channel/channel-registry.ts";
import { drain } from "./drain.ts";
import type { HubPublished, HubPublishOptions, HubSubscribeOptions, UserConnections } from "./hub-calls.ts";
import { HubError } from "./hub-error.ts";
import type { HubOptions } from "./hub-options.ts";
import type { HubServices } from "./hub-services.ts";
import { matchesGlob } from "./matches-glob.ts";
import type { HubCounters } from "./observe/hub-counters.ts";
import type { Connection, ConnectionRequest } from "./ports/connection.ts";
import type { Entry, NewEntry, Position } from "./ports/history-store.ts";
import type { Member, PresenceStats } from "./ports/presence-store.ts";
import { Session } from "./session/session.ts";
import { toPayload } from "./to-payload.ts";

/** A connection that says which subprotocol was agreed, as `websocket`'s socket does. */
export interface AttachableConnection extends Connection {
  /** "centrifuge-protobuf" for Protobuf; anything else is JSON. */
  readonly protocol: string;
}

/** A server whose connections a hub serves, such as `WebSocketServer`. */
export interface AttachableServer {
  on(event: "connection", listener: (connection: AttachableConnection, request: ConnectionRequest) => void): unknown;
}

/** The subprotocols that a server in front of a hub should agree to. */
export const hubSubprotocols: readonly string[] = ["centrifuge-protobuf", "centrifuge-json"];

/** A running hub. Every method that names a channel throws `HubError` when it is not declared. */
export class Hub {
  readonly #services: HubServices;
  readonly #started: Promise<void>;
  readonly #stop: () => Promise<void>;
  readonly #startedAt: number;
  #state: "open" | "draining" = "open";

  /** @throws RangeError for declarations that make no sense. */
  constructor(options: HubOptions) {
    const { services, started, stop } = assemble(options);
    this.#services = services;
    this.#started = started;
    this.#stop = stop;
    this.#startedAt = services.clock.now();
  }

  /** Resolves when the broker runs; rejects when it cannot. Connections are taken before, too. */
  get ready(): Promise<void> {
    return this.#started;
  }

  /** False when `close` has been called: new connections are sent away. */
  get isOpen(): boolean {
    return this.#state === "open";
  }

  /** What has happened so far, in numbers that only rise. */
  get counters(): Readonly<HubCounters> {
    return this.#services.counters;
  }

  /** Serves every connection of `server` from now on. */
  attach(server: AttachableServer): void {
    server.on("connection", (connection, request) => {
      this.accept(connection, request, connection.protocol === "centrifuge-protobuf" ? "protobuf" : "json");
    });
  }

  /** Serves a connection. */
  accept(connection: Connection, request: ConnectionRequest, encoding: "json" | "protobuf"): void {
    if (this.#state === "draining") {
      connection.close(disconnects.shutdown.code, disconnects.shutdown.reason);
      return;
    }
    const codec = encoding === "json" ? jsonCodec : protobufCodec;
    this.#services.counters.accepted[encoding] += 1;
    this.#services.sessions.addPending(new Session(connection, request, codec, this.#services));
  }

  /** Publishes `data` (a `Payload`, or a value as JSON). Resolves when it is committed and on its way. */
  async publish(channel: string, data: unknown, options: HubPublishOptions = {}): Promise<HubPublished> {
    const resolved = this.#resolve(channel);
    const { idempotencyKey, skipHistory } = options;
    if (Buffer.byteLength(idempotencyKey ?? "") > this.#services.limits.maxIdempotencyKeyBytes) {
      throw new HubError("badRequest", "the idempotency key is too long");
    }
    const entry = this.#entry(toPayload(data), options);
    const outcome = await this.#services.publisher.publish(resolved, entry, { idempotencyKey, skipHistory });
    if (outcome.outcome === "key-reused") {
      throw new HubError("badRequest", "the idempotency key was used for another publication");
    }
    return { position: outcome.position, isRepeated: outcome.isRepeated };
  }

  /** Publishes the same in many channels. @returns for each of them what became of it, or the error. */
  broadcast(
    channels: readonly string[],
    data: unknown,
    options: HubPublishOptions = {},
  ): Promise<PromiseSettledResult<HubPublished>[]> {
    const payload = toPayload(data);
    return Promise.allSettled(channels.map((channel) => this.publish(channel, payload, options)));
  }

  /** Subscribes a user's connections, on every node. */
  async subscribe(user: string, channel: string, options: HubSubscribeOptions = {}): Promise<void> {
    this.#resolve(channel);
    const { data, recoverSince, client, session } = options;
    const payload = data === undefined ? undefined : toPayload(data);
    await this.#services.broker.control({
      type: "subscribe",
      user,
      client,
      session,
      channel,
      data: payload,
      recoverSince,
    });
  }

  /** Ends a user's subscriptions of a channel, on every node. Default: the client does not subscribe again by itself. */
  async unsubscribe(
    user: string,
    channel: string,
    { client, session, code, reason }: UserConnections & Partial<CodedReason> = {},
  ): Promise<void> {
    const why = code === undefined ? unsubscribes.server : { code, reason: reason ?? "" };
    await this.#services.broker.control({ type: "unsubscribe", user, client, session, channel, ...why });
  }

  /** Ends a user's connections, on every node. Default: 3503, the client does not come back by itself. */
  async disconnect(
    user: string,
    {
      client,
      session,
      except,
      code,
      reason,
    }: UserConnections & Partial<CodedReason> & { readonly except?: readonly string[] | undefined } = {},
  ): Promise<void> {
    const why = code === undefined ? disconnects.forceNoReconnect : { code, reason: reason ?? "" };
    await this.#services.broker.control({ type: "disconnect", user, client, session, except, ...why });
  }

  /** Changes when a user's connections expire, on every node. `expireAt`: Unix time in seconds. */
  async refresh(
    user: string,
    {
      client,
      session,
      expired = false,
      expireAt,
    }: UserConnections & {
      readonly expired?: boolean | undefined;
      readonly expireAt?: number | undefined;
    } = {},
  ): Promise<void> {
    await this.#services.broker.control({ type: "refresh", user, client, session, expired, expireAt });
  }

  /**
   * Voids a user's tokens from before `beforeMs` (Unix time; default now), and ends the connections made with them: on
   * every node, and on those that start later. Resolves when it is kept and all have been told.
   */
  async revoke(
    user: string,
    { session, beforeMs }: { readonly session?: string | undefined; readonly beforeMs?: number | undefined } = {},
  ): Promise<void> {
    const before = beforeMs ?? this.#services.clock.wallTime();
    await this.#services.revocations.add({ user, session, before });
    await this.#services.broker.control({ type: "revoke", user, session, before });
  }

  /** Who is in a channel. @throws HubError when it has no presence. */
  async presence(channel: string): Promise<readonly Member[]> {
    this.#withPresence(channel);
    return this.#services.presence.members(channel);
  }

  /** How many are in a channel. @throws HubError when it has no presence. */
  async presenceStats(channel: string): Promise<PresenceStats> {
    this.#withPresence(channel);
    return this.#services.presence.stats(channel);
  }

  /** Entries of a log. @throws HubError when there is no log, or `since` is of another one. */
  async history(
    channel: string,
    {
      limit = 0,
      since,
      reverse = false,
    }: {
      /** Default 0: only the position. */
      readonly limit?: number | undefined;
      readonly since?: Position | undefined;
      readonly reverse?: boolean | undefined;
    } = {},
  ): Promise<{ readonly entries: readonly Entry[]; readonly position: Position }> {
    const { options } = this.#resolve(channel);
    if (options.history === undefined) throw new HubError("notAvailable", `channel "${channel}" has no history`);
    const read = { sinceOffset: since?.offset, limit, reverse };
    const { entries, top } = await this.#services.history.read(channel, read, options.history);
    if (since !== undefined && since.epoch !== "" && since.epoch !== top.epoch) {
      throw new HubError("unrecoverablePosition", `the log of channel "${channel}" has another epoch`);
    }
    return { entries, position: top };
  }

  /** Drops the entries of a log; its position stays. */
  async historyRemove(channel: string): Promise<void> {
    if (this.#resolve(channel).options.history === undefined) {
      throw new HubError("notAvailable", `channel "${channel}" has no history`);
    }
    await this.#services.history.remove(channel);
  }

  /** Channels with subscribers on this node, and how many. @param glob such as `room:*`. */
  channels(glob?: string): ReadonlyMap<string, number> {
    return new Map(
      [...this.#services.channels.counts()].filter(([name]) => glob === undefined || matchesGlob(name, glob, "?")),
    );
  }

  /** This node in numbers. */
  info(): {
    readonly node: string;
    readonly clients: number;
    readonly users: number;
    readonly channels: number;
    readonly uptimeMs: number;
    readonly queuedBytes: number;
  } {
    const { node, sessions, channels, clock, outboxes } = this.#services;
    return {
      node,
      clients: sessions.size,
      users: sessions.users,
      channels: channels.size,
      uptimeMs: clock.now() - this.#startedAt,
      queuedBytes: outboxes.queuedBytes,
    };
  }

  /** What would be decided if `user` asked, by which rule, and why. Rules of the application are run as for a request. */
  explain(user: string, action: Action, channel: string, options: ExplainOptions = {}): Promise<Explanation> {
    const { registry, permissions } = this.#services;
    return explain(registry, permissions, user, action, channel, options);
  }

  /** Resolves when a message went to the broker and came back: what health means. */
  probe(): Promise<void> {
    return this.#services.broker.probe();
  }

  /**
   * Ends: new connections are sent away, open ones are closed with 3001 in shuffled batches over `drainMs` (default 0),
   * then stores and broker are closed.
   */
  async close({ drainMs = 0 }: { readonly drainMs?: number } = {}): Promise<void> {
    if (this.#state === "draining") return;
    this.#state = "draining";
    await drain(this.#services, drainMs);
    await this.#stop();
  }

  #resolve(channel: string): ResolvedChannel {
    const resolved = this.#services.registry.resolve(channel);
    if (resolved === undefined) throw new HubError("unknownChannel", `"${channel}" is not declared`);
    return resolved;
  }

  #withPresence(channel: string): void {
    if (!this.#resolve(channel).options.presence) {
      throw new HubError("notAvailable", `channel "${channel}" has no presence`);
    }
  }

  #entry(data: Payload, { tags, key }: HubPublishOptions): NewEntry {
    const time = this.#services.clock.wallTime();
    return { data, time, key, tags: tags === undefined ? undefined : new Map(Object.entries(tags)) };
  }
}

/** A hub. @throws RangeError for declarations that make no sense. */
export function createHub(options: HubOptions): Hub {
  return new Hub(options);
}
