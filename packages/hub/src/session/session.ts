/**
 * One connection: takes its frames apart, lets commands run, and sends what comes of them. Its states are in
 * `SessionState`; what each command does is in `commands/`, what it is subscribed to in `session-subscriptions.ts`.
 */
import {
  type Codec,
  type CodedReason,
  type Command,
  type DisconnectName,
  disconnects,
  mayReconnect,
  PayloadNotJsonError,
  PreparedPush,
  type Push,
  type Reply,
  unsubscribes,
} from "@longwire/protocol";
import type { Identity } from "../channel/channel-options.ts";
import type { HubServices } from "../hub-services.ts";
import type { ObservedConnection } from "../observe/hub-event.ts";
import type { Lane } from "../outbox/lane.ts";
import { Outbox, type OutboxHost } from "../outbox/outbox.ts";
import { EncodedReply, type Outgoing } from "../outbox/outgoing.ts";
import type { Clock } from "../ports/clock.ts";
import type { Connection, ConnectionRequest } from "../ports/connection.ts";
import type { Subscription, SubscriptionHost } from "../subscription/subscription.ts";
import { FrameLimits } from "./frame-limits.ts";
import { isResult, type Outcome } from "./outcome.ts";
import { runCommand, runConnect } from "./run-command.ts";
import type { ConnectedAs, SessionState } from "./session-state.ts";
import { SessionSubscriptions } from "./session-subscriptions.ts";
import { SessionTimers } from "./session-timers.ts";

/** A client's connection. */
export class Session implements SubscriptionHost, OutboxHost {
  /** Id of the connection, which others see. */
  readonly client: string;
  readonly codec: Codec;
  readonly subscriptions: SessionSubscriptions;
  readonly timers: SessionTimers;
  readonly #services: HubServices;
  readonly #connection: Connection;
  readonly #outbox: Outbox;
  readonly #limits: FrameLimits;
  #state: SessionState;

  constructor(connection: Connection, request: ConnectionRequest, codec: Codec, services: HubServices) {
    this.client = services.random.id();
    this.codec = codec;
    this.#state = { name: "connecting", request };
    this.#services = services;
    this.#connection = connection;
    this.#outbox = new Outbox(connection, codec, services.outboxes, this);
    this.#limits = new FrameLimits(services.limits, services.clock.now());
    this.subscriptions = new SessionSubscriptions(this, services);
    this.timers = new SessionTimers(this, services);
    this.timers.awaitConnect();
    connection.on("message", (data) => this.#onFrame(data));
    connection.on("close", (code, reason) => this.#end({ code, reason }, "client"));
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Who it is, once it is connected. */
  get connectedAs(): ConnectedAs | undefined {
    return this.#state.name === "connected" ? this.#state : undefined;
  }

  get clock(): Clock {
    return this.#services.clock;
  }

  get maxBuffered(): number {
    return this.#services.limits.maxBufferedEntries;
  }

  get isCongested(): boolean {
    return this.#outbox.isCongested;
  }

  /** How it is called where it is watched. */
  get observed(): ObservedConnection {
    return { client: this.client, user: this.connectedAs?.identity.user };
  }

  /** The connect command was accepted. @returns false when the connection ended meanwhile. */
  connected(as: ConnectedAs): boolean {
    if (this.#state.name !== "authenticating") return false;
    const { queue } = this.#state;
    const { identity, info, secret, since } = as;
    this.#state = { name: "connected", identity, info, secret, since, queue };
    this.#services.sessions.add(this, as.identity.user, as.secret);
    this.#services.observe({ type: "connected", ...this.observed, encoding: this.codec.name });
    return true;
  }

  /** A newer token says who it is: what it allows may have changed. */
  refreshed(identity: Omit<Identity, "client">): void {
    if (this.#state.name !== "connected") return;
    const { info, secret, since, queue } = this.#state;
    const newer = { ...identity, client: this.client };
    this.#state = { name: "connected", identity: newer, info, secret, since, queue };
  }

  push(message: Outgoing, lane: Lane | undefined): void {
    if (message.push?.pub !== undefined) this.#services.counters.publicationsOut += 1;
    try {
      this.#outbox.push(message, lane);
    } catch (error) {
      if (!(error instanceof PayloadNotJsonError)) throw error;
      // A binary payload was published in a channel that a JSON connection reads.
      this.disconnect("inappropriateProtocol");
    }
  }

  /** Sends a push of this connection only. */
  pushOwn(push: Push): void {
    this.push(new PreparedPush(push), undefined);
  }

  /** Sends the server's ping. */
  ping(): void {
    this.#send({});
  }

  /** More waits for the connection than may. */
  onOverflow(queuedBytes: number): void {
    this.#tellSlow("disconnect", undefined, queuedBytes);
    this.disconnect("slow");
  }

  /** The connection takes messages again. */
  onDrained(): void {
    this.subscriptions.catchUp();
  }

  onPaused({ channel }: Subscription): void {
    this.#tellSlow("pause-and-recover", channel.name, this.#outbox.queuedBytes);
  }

  onInsufficientState(subscription: Subscription): void {
    const { name } = subscription.channel;
    this.#services.counters.insufficientStates += 1;
    this.#services.observe({ type: "insufficient-state", ...this.observed, channel: name });
    // A client does not subscribe again by itself to what the server subscribed it to: it has to connect anew.
    if (subscription.options.origin === "server") this.disconnect("insufficientState");
    else this.subscriptions.end(name, unsubscribes.insufficientState, "push");
  }

  /** Ends the connection after what was sent. */
  disconnect(why: DisconnectName | CodedReason): void {
    if (this.#state.name === "closed") return;
    const reason = typeof why === "string" ? disconnects[why] : why;
    this.#end(reason, "server");
    this.#connection.close(reason.code, reason.reason);
  }

  /** Answers the command `id` (undefined: one that is not answered). */
  settle(id: number | undefined, outcome: Outcome): void {
    if (this.#state.name === "closed") return;
    if ("disconnect" in outcome) {
      this.disconnect(outcome.disconnect);
    } else if (id !== undefined) {
      this.#send(isResult(outcome) ? { id, ...outcome.result } : { id, error: outcome.error });
    }
    // Sending may have ended it.
    if (isResult(outcome) && this.state.name !== "closed") outcome.onQueued?.();
  }

  /** The connect command is answered: what came after it is run now. */
  runQueued(): void {
    if (this.#state.name !== "connected") return;
    const { queue } = this.#state;
    this.#state.queue = undefined;
    for (const command of queue ?? []) this.#run(command);
  }

  #onFrame(data: string | Uint8Array | ArrayBuffer): void {
    if (this.#state.name === "closed") return;
    const frame = data instanceof ArrayBuffer ? new Uint8Array(data) : data;
    const bytes = typeof frame === "string" ? Buffer.byteLength(frame) : frame.length;
    this.#services.counters.bytesIn += bytes;
    const fault = this.#limits.admit(bytes, this.clock.now());
    if (fault !== undefined) {
      this.disconnect(fault);
      return;
    }
    const decoded = this.codec.decodeCommands(frame, this.#services.limits.decode);
    if (!decoded.ok) {
      this.disconnect("badRequest");
      return;
    }
    for (const command of decoded.messages) this.#run(command);
  }

  #run(command: Command): void {
    const state = this.#state;
    if (state.name === "closed") return;
    if (!this.#limits.admitCommand()) {
      this.disconnect("tooManyRequests");
      return;
    }
    switch (state.name) {
      case "connecting":
        if (command.connect === undefined) this.disconnect("badRequest");
        else this.#authenticate(command, state.request);
        break;
      case "authenticating":
        this.#enqueue(state.queue, command);
        break;
      case "connected":
        if (state.queue === undefined)
          runCommand({ session: this, services: this.#services, as: state }, command, this.#limits);
        else this.#enqueue(state.queue, command);
        break;
    }
  }

  #authenticate(command: Command, request: ConnectionRequest): void {
    this.#state = { name: "authenticating", queue: [] };
    this.#services.connects.run(() => {
      // It may have gone meanwhile.
      if (this.#state.name === "authenticating") runConnect(this, this.#services, command, request);
    });
  }

  #enqueue(queue: Command[], command: Command): void {
    if (queue.length >= this.#services.limits.maxPendingCommands) this.disconnect("tooManyRequests");
    else queue.push(command);
  }

  #send(reply: Reply): void {
    try {
      this.#outbox.push(new EncodedReply(reply, this.codec));
    } catch (error) {
      if (!(error instanceof PayloadNotJsonError)) throw error;
      this.disconnect("inappropriateProtocol");
    }
  }

  #tellSlow(action: "disconnect" | "pause-and-recover", channel: string | undefined, queuedBytes: number): void {
    this.#services.counters.slowConsumers[action] += 1;
    this.#services.observe({ type: "slow-consumer", ...this.observed, action, channel, queuedBytes });
  }

  #end(why: CodedReason, by: "server" | "client"): void {
    const state = this.#state;
    if (state.name === "closed") return;
    this.#tellEnd(why, by);
    this.#outbox.close();
    this.#state = { name: "closed" };
    this.timers.end();
    this.subscriptions.endAll(isForGood(why.code) ? "unsubscribed" : "cut");
    const as = state.name === "connected" ? state : undefined;
    this.#services.sessions.remove(this, as?.identity.user, as?.secret);
    if (as !== undefined) this.#tellApplication(as, why);
  }

  #tellEnd({ code, reason }: CodedReason, by: "server" | "client"): void {
    const { counters, observe, clock } = this.#services;
    counters.disconnect(by, code);
    const since = this.connectedAs?.since;
    const lastedMs = since === undefined ? undefined : clock.wallTime() - since;
    // What a client says of its going is its own.
    const told = by === "server" ? reason : undefined;
    observe({ type: "disconnected", ...this.observed, by, code, reason: told, lastedMs });
  }

  #tellApplication({ identity }: ConnectedAs, why: CodedReason): void {
    const { handlers, report } = this.#services;
    const onError = (error: unknown): void => report({ where: "disconnect handler", error });
    try {
      const answer = handlers.disconnect?.({ identity, code: why.code, reason: why.reason });
      if (answer instanceof Promise) answer.catch(onError);
    } catch (error) {
      onError(error);
    }
  }
}

/** The client has gone on purpose (RFC 6455 §7.4.1: 1000, and 1005 for no code at all), or was told to stay away. */
function isForGood(code: number): boolean {
  return code === 1000 || code === 1005 || !mayReconnect(code);
}
