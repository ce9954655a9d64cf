/**
 * One client: the official SDK, unchanged, in simulated time over a simulated connection. It tells what the application is
 * shown and told.
 */
import { Centrifuge, type Subscription } from "centrifuge";
import type { SeededRandom } from "../../seeded-random.ts";
import type { ToldSubscribed } from "../checker/client-view.ts";
import { writeToken } from "../hub/simulated-authenticator.ts";
import type { Network } from "../network/network.ts";
import { SimulatedWebSocket } from "../network/simulated-web-socket.ts";
import type { ClientPlan } from "../plan/plan.ts";
import { Actor } from "../world/actor.ts";
import type { World } from "../world/world.ts";

/** Told what the application sees. */
export interface ClientEvents {
  onSubscribed(client: SimulatedClient, channel: string, told: ToldSubscribed): void;
  onShown(client: SimulatedClient, channel: string, offset: number | undefined, n: number): void;
}

/** How tokens are in a run. */
export interface TokenNature {
  /** How long a token holds; `undefined`: for ever. */
  lifeMs: number | undefined;
  /** Share of requests for a token that fail. */
  failing: number;
}

/** A call of the application that is not settled. */
export type CallOutcome = "pending" | "resolved" | "rejected";

/** One client of a run. */
export class SimulatedClient {
  readonly plan: ClientPlan;
  readonly actor: Actor;
  readonly subscriptions: Map<string, Subscription> = new Map();
  /** What became of each call. */
  readonly calls: { readonly what: string; outcome: CallOutcome }[] = [];
  /** Id of the connection; undefined while there is none. */
  connection: string | undefined;
  readonly #world: World;
  readonly #random: SeededRandom;
  readonly #tokens: TokenNature;
  readonly #sdk: Centrifuge;

  constructor(
    world: World,
    plan: ClientPlan,
    network: Network,
    random: SeededRandom,
    tokens: TokenNature,
    events: ClientEvents,
  ) {
    this.plan = plan;
    this.actor = new Actor(plan.name);
    this.#world = world;
    this.#random = random;
    this.#tokens = tokens;
    const { actor } = this;
    class WebSocket extends SimulatedWebSocket {
      constructor(_url: string, protocol = "") {
        super(protocol, (socket) => network.dial(actor, socket));
      }
    }
    this.#sdk = new Centrifuge("ws://hub.example/connection/websocket", {
      websocket: WebSocket,
      getToken: () => this.#getToken(),
    });
    this.#listen();
    for (const channel of plan.channels) this.#addSubscription(channel, events);
  }

  get state(): string {
    return this.#sdk.state;
  }

  /** The application connects and subscribes. */
  begin(): void {
    for (const subscription of this.subscriptions.values()) subscription.subscribe();
    this.#sdk.connect();
  }

  connect(): void {
    this.#sdk.connect();
  }

  disconnect(): void {
    this.#sdk.disconnect();
  }

  /** The application calls; what becomes of it is in `calls`. */
  call(what: "publish" | "history" | "presence" | "rpc", channel: string, data: unknown): void {
    const call: { readonly what: string; outcome: CallOutcome } = { what: `${what} ${channel}`, outcome: "pending" };
    this.calls.push(call);
    const promise = this.#promiseOf(what, channel, data);
    promise.then(
      () => this.#settle(call, "resolved"),
      () => this.#settle(call, "rejected"),
    );
  }

  #promiseOf(what: "publish" | "history" | "presence" | "rpc", channel: string, data: unknown): Promise<unknown> {
    const subscription = this.subscriptions.get(channel);
    if (subscription === undefined || what === "rpc") return this.#sdk.rpc("ask", data);
    if (what === "publish") return this.#sdk.publish(channel, data);
    return what === "history" ? subscription.history({ limit: 10 }) : subscription.presence();
  }

  #settle(call: { readonly what: string; outcome: CallOutcome }, outcome: CallOutcome): void {
    // A promise settles once; a second outcome would be the SDK's.
    call.outcome = outcome;
  }

  #getToken(): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#world.schedule(this.actor, 5 + this.#random.below(50), "token", () => {
        if (this.#random.chance(this.#tokens.failing)) {
          reject(new Error("no token now"));
          return;
        }
        // Tokens are made where the clock is right.
        const issuedAt = this.#world.wallTime(this.#world.nature);
        const { lifeMs } = this.#tokens;
        const expireAt = lifeMs === undefined ? undefined : Math.ceil((issuedAt + lifeMs) / 1000);
        resolve(writeToken({ user: this.plan.user, issuedAt, expireAt }));
      });
    });
  }

  #listen(): void {
    const { actor } = this;
    this.#sdk.on("connected", ({ client }) => {
      this.connection = client;
      this.#world.note(actor, `connected as ${client.slice(0, 6)}`);
    });
    this.#sdk.on("connecting", ({ code, reason }) => {
      this.connection = undefined;
      this.#world.note(actor, `connecting: ${code} ${reason}`);
    });
    this.#sdk.on("disconnected", ({ code, reason }) => {
      this.connection = undefined;
      this.#world.note(actor, `disconnected: ${code} ${reason}`);
    });
    this.#sdk.on("error", ({ type, error }) =>
      this.#world.note(actor, `error of ${type}: ${error.code} ${error.message}`),
    );
  }

  #addSubscription(channel: string, events: ClientEvents): void {
    const subscription = this.#sdk.newSubscription(channel, { joinLeave: true });
    this.subscriptions.set(channel, subscription);
    const { actor } = this;
    subscription.on("subscribed", (told) => {
      const { wasRecovering, recovered, streamPosition: at } = told;
      const how = wasRecovering ? (recovered ? "recovered" : "NOT recovered") : "fresh";
      this.#world.note(
        actor,
        `subscribed ${channel} ${how}${at === undefined ? "" : ` at #${at.offset} of ${at.epoch}`}`,
      );
      events.onSubscribed(this, channel, told);
    });
    subscription.on("subscribing", ({ code, reason }) => {
      if (code !== 0 && code !== 1) this.#world.note(actor, `subscribing ${channel}: ${code} ${reason}`);
    });
    subscription.on("unsubscribed", ({ code, reason }) => {
      this.#world.note(actor, `unsubscribed ${channel}: ${code} ${reason}`);
    });
    subscription.on("publication", ({ offset, data }) => {
      const { n } = data as { readonly n: number };
      this.#world.note(actor, `shown ${channel}${offset === undefined ? "" : ` #${offset}`} m${n}`);
      events.onShown(this, channel, offset, n);
    });
    subscription.on("error", ({ type, error }) => {
      this.#world.note(actor, `error of ${type} ${channel}: ${error.code} ${error.message}`);
    });
  }
}
