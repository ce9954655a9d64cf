/**
 * The line over the official `centrifuge` client: its states, subscriptions and calls in the words of `line.ts`.
 * It knows the client and the network; what channels and calls mean is known elsewhere.
 */

import type { ConnectData, ConnectedData } from "@longwire/cli/playground";
import { Centrifuge, type PublicationContext, type Subscription } from "centrifuge";
import {
  CallError,
  type ChannelListener,
  type ConnectionState,
  type Line,
  type Membership,
  type Publication,
} from "./line.ts";
import type { Network } from "./network.ts";

/** Who connects where. */
export interface CentrifugeLineOptions {
  readonly url: string;
  readonly network: Network;
  readonly person: ConnectData["playground"];
}

/** The client's own errors, such as no answer in time, are below; those of the server and the application above. */
const LAST_CLIENT_CODE = 99;

/** Waits between attempts, and for a sign of life: short, because somebody is looking. */
const TIMES = { minReconnectDelay: 200, maxReconnectDelay: 5_000, maxServerPingDelay: 2_500, timeout: 5_000 };

/** Connects at once, and again whenever it must, until `close`. */
export class CentrifugeLine implements Line {
  readonly #client: Centrifuge;
  readonly #network: Network;
  readonly #key: string;
  readonly #listeners = new Set<() => void>();
  #state: ConnectionState = { type: "connecting", code: 0, reason: "", wasConnected: false, isCut: false };
  #you: string | undefined;
  /** The server's clock minus the page's, ms. */
  #aheadMs = 0;

  constructor({ url, network, person }: CentrifugeLineOptions) {
    this.#network = network;
    this.#key = person.key;
    this.#client = new Centrifuge(url, {
      ...TIMES,
      data: { playground: person } satisfies ConnectData,
      websocket: network.webSocket,
      networkEventTarget: network.events,
    });
    this.#client.on("connecting", ({ code, reason }) => this.#changed({ type: "connecting", code, reason }));
    this.#client.on("connected", ({ data }) => this.#connected(data as ConnectedData | undefined));
    this.#client.on("disconnected", ({ code, reason }) => this.#changed({ type: "disconnected", code, reason }));
    this.#client.connect();
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get you(): string | undefined {
    return this.#you;
  }

  readonly now = (): number => Date.now() + this.#aheadMs;

  readonly onState = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  enter(channel: string, listener: ChannelListener): Membership {
    const subscription = this.#client.newSubscription(channel);
    listen(subscription, listener);
    subscription.subscribe();
    return {
      history: async (limit) => {
        const { publications, epoch } = await asCall(subscription.history({ limit, reverse: true }));
        return { publications: publications.map(toPublication).reverse(), epoch };
      },
      leave: () => {
        subscription.removeAllListeners();
        subscription.unsubscribe();
        this.#client.removeSubscription(subscription);
      },
    };
  }

  async call(method: string, data: object): Promise<unknown> {
    return (await asCall(this.#client.rpc(method, data))).data;
  }

  send(data: object): void {
    // What is only told is of no use later.
    if (this.#state.type === "connected") this.#client.send(data).catch(() => undefined);
  }

  /** The name to connect with from now on. */
  setName(name: string): void {
    this.#client.setData({ playground: { key: this.#key, name } } satisfies ConnectData);
  }

  /** Cuts the network under it, or heals it. */
  setCut(isCut: boolean): void {
    if (isCut) this.#network.cut();
    else this.#network.heal();
    this.#changed({});
  }

  /** A good moment to try: a wait ends. */
  wake(): void {
    if (this.#state.type === "disconnected") this.#client.connect();
    else this.#network.wake();
  }

  /** Ends it for good. */
  close(): void {
    this.#client.disconnect();
  }

  #connected(data: ConnectedData | undefined): void {
    this.#you = data?.you;
    if (data !== undefined) this.#aheadMs = data.now - Date.now();
    this.#changed({ type: "connected", code: 0, reason: "", wasConnected: true });
  }

  #changed(parts: Partial<ConnectionState>): void {
    this.#state = { ...this.#state, ...parts, isCut: this.#network.isCut };
    for (const listener of this.#listeners) listener();
  }
}

function listen(subscription: Subscription, { entered, lost, published, came, left }: ChannelListener): void {
  subscription.on("subscribed", ({ streamPosition, wasRecovering, recovered }) => {
    const missed = wasRecovering ? (recovered ? "recovered" : "unrecoverable") : "first-time";
    entered?.({ position: streamPosition, missed });
  });
  subscription.on("subscribing", () => lost?.());
  subscription.on("publication", (context) => published?.(toPublication(context)));
  subscription.on("join", ({ info }) => came?.(info.user, info.connInfo));
  subscription.on("leave", ({ info }) => left?.(info.user));
}

function toPublication({ data, offset }: PublicationContext): Publication {
  return { data, offset };
}

/** The client rejects with plain objects. */
async function asCall<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    const {
      code = 0,
      message = "",
      temporary = false,
    } = error as Partial<{ code: number; message: string; temporary: boolean }>;
    throw new CallError(message, { isTemporary: temporary || code <= LAST_CLIENT_CODE });
  }
}
