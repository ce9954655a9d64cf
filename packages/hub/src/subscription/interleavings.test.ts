/**
 * Subscribers under everything at once: stores and brokers that take their time, messages that are lost or overtake each
 * other, cuts, take-overs, small logs. Whatever the seed, nobody sees a gap, a double or a wrong order without being told,
 * and everybody ends at the top. (Invariants I1, I2, I3, I11 and I13.)
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Command, Reply, SubscribeResult } from "@longwire/protocol";
import { createHubClock, createHubRandom, ProtocolClient, SeededRandom, turns } from "@longwire/testkit";
import { createHub, type Hub } from "../hub.ts";
import { MemoryBroker } from "../memory/memory-broker.ts";
import { MemoryHistoryStore } from "../memory/memory-history-store.ts";
import type { BrokerEvents } from "../ports/broker.ts";
import type { Clock } from "../ports/clock.ts";

const SEEDS = 100;
const STEPS = 120;
const CHANNEL = "log";

/** Makes every step of a store take time: reads see the log as it was, or as it will be. */
function slowHistory(clock: Clock, random: SeededRandom): MemoryHistoryStore {
  const store = new MemoryHistoryStore(clock, createHubRandom(random.seed));
  const later = (): Promise<void> => new Promise((resolve) => clock.setTimer(random.below(20), resolve));
  const { append, read } = store;
  store.append = async (...given) => {
    const result = await append.apply(store, given);
    await later();
    return result;
  };
  store.read = async (...given) => {
    if (random.chance(0.5)) await later();
    const result = await read.apply(store, given);
    if (random.chance(0.5)) await later();
    return result;
  };
  return store;
}

/** A broker that is late, and loses one message in twenty without a word. */
class LossyBroker extends MemoryBroker {
  readonly #clock: Clock;
  readonly #random: SeededRandom;
  isHealed = false;

  constructor(clock: Clock, random: SeededRandom) {
    super();
    this.#clock = clock;
    this.#random = random;
  }

  override start(events: BrokerEvents): Promise<void> {
    let due = 0;
    return super.start({
      ...events,
      onControl: (message) => events.onControl(message),
      onUnsure: (channels) => events.onUnsure(channels),
      onMessage: (channel, message) => {
        if (!this.isHealed && this.#random.chance(0.05)) return;
        due = Math.max(due, this.#clock.now() + this.#random.below(10));
        this.#clock.setTimer(due - this.#clock.now(), () => events.onMessage(channel, message));
      },
    });
  }
}

/** A client that comes back whenever it is cut, and checks what it is shown. */
class Subscriber {
  readonly #hub: Hub;
  readonly #name: string;
  client: ProtocolClient = new ProtocolClient();
  position: { offset: number; epoch: string } | undefined;
  state: "away" | "subscribing" | "subscribed" = "away";
  /** How often it was told that it missed something. */
  losses = 0;
  seen = 0;
  #session = "";
  #lastId = 100;

  constructor(hub: Hub, name: string) {
    this.#hub = hub;
    this.#name = name;
  }

  connect(isTakeOver: boolean): void {
    const client = new ProtocolClient();
    this.client = client;
    this.state = "subscribing";
    client.onReply = (reply) => {
      // What arrives over an old connection reaches nobody.
      if (this.client === client) this.#onReply(reply);
    };
    this.#hub.accept(client.connection, { url: "/", headers: {}, remoteAddress: undefined }, "json");
    client.send(
      { id: 1, connect: { token: this.#name, ...(isTakeOver ? { session: this.#session } : {}) } },
      this.#subscribe(2),
    );
  }

  /** It looks whether it is still connected; a half-open connection is not noticed by the server. */
  lose(how: "cut" | "half-open"): void {
    if (how === "cut") this.client.connection.cut();
    else this.client.connection.stall();
    this.client = new ProtocolClient();
    this.state = "away";
  }

  #subscribe(id: number): Command {
    const recover = this.position === undefined ? {} : { recover: true, ...this.position };
    return { id, subscribe: { channel: CHANNEL, recoverable: true, ...recover } };
  }

  #onReply({ connect, subscribe, push, error }: Reply): void {
    assert.equal(error, undefined);
    if (connect !== undefined) this.#session = connect.session ?? "";
    if (subscribe !== undefined) this.#onSubscribed(subscribe);
    if (push?.pub !== undefined) this.#onPublication(push.pub.offset ?? 0);
    if (push?.unsubscribe !== undefined) {
      assert.equal(push.unsubscribe.code, 2500);
      this.state = "subscribing";
      this.#lastId += 1;
      this.client.send(this.#subscribe(this.#lastId));
    }
  }

  #onSubscribed({ recovered = false, offset = 0, epoch = "", publications = [] }: SubscribeResult): void {
    this.state = "subscribed";
    if (recovered) {
      assert.deepEqual({ offset, epoch }, this.position);
      for (const { offset: at = 0 } of publications) this.#onPublication(at);
    } else {
      assert.deepEqual(publications, []);
      if (this.position !== undefined) this.losses += 1;
      this.position = { offset, epoch };
    }
  }

  #onPublication(offset: number): void {
    assert.equal(this.state, "subscribed", "a publication came before the reply");
    assert.equal(offset, (this.position?.offset ?? 0) + 1, `${this.#name}: a gap, a double or a wrong order`);
    this.position = { offset, epoch: this.position?.epoch ?? "" };
    this.seen += 1;
  }
}

async function run(seed: number, maxEntries: number): Promise<readonly Subscriber[]> {
  const random = new SeededRandom(seed);
  const { clock, advance } = createHubClock();
  const broker = new LossyBroker(clock, random);
  const hub = createHub({
    channels: { [CHANNEL]: { subscribe: "allow", history: { maxEntries }, recovery: "stream", presence: true } },
    authenticator: {
      authenticate: async (_request, { token = "" }) => ({
        ok: true,
        identity: { user: token, meta: undefined, claims: {} },
        channels: [],
      }),
      refresh: async () => ({ ok: false, error: "internal" }),
      subscription: async () => ({ ok: false, error: "internal" }),
    },
    clock,
    random: createHubRandom(seed),
    history: slowHistory(clock, random),
    broker,
    times: { pingIntervalMs: 0 },
  });
  const subscribers = ["a", "b", "c"].map((name) => new Subscriber(hub, name));
  let published = 0;
  const step = async (): Promise<void> => {
    const subscriber = random.pick(subscribers);
    if (random.chance(0.6)) {
      published += 1;
      void hub.publish(CHANNEL, { n: published });
    } else if (subscriber.state === "away") subscriber.connect(random.chance(0.5));
    else if (random.chance(0.4)) subscriber.lose(random.chance(0.5) ? "cut" : "half-open");
    advance(random.below(15));
    await turns(2);
  };
  for (let i = 0; i < STEPS; i += 1) await step();
  broker.isHealed = true;
  for (const subscriber of subscribers) if (subscriber.state === "away") subscriber.connect(true);
  for (let i = 0; i < 80; i += 1) {
    advance(1000);
    await turns(3);
  }
  const { position } = await settled(hub.history(CHANNEL), advance);
  for (const subscriber of subscribers) {
    assert.deepEqual(subscriber.position, position, "everybody is at the top");
  }
  return subscribers;
}

async function settled<Value>(promise: Promise<Value>, advance: (byMs: number) => void): Promise<Value> {
  const ticking = setInterval(() => advance(50), 1);
  try {
    return await promise;
  } finally {
    clearInterval(ticking);
  }
}

describe("subscribers among publishes, losses, cuts and take-overs", () => {
  it("with a log that holds all miss nothing, double nothing, and end at the top", async () => {
    let seen = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      for (const subscriber of await run(seed, 1000)) {
        assert.equal(subscriber.losses, 0, `seed ${seed}`);
        seen += subscriber.seen;
      }
    }
    assert.ok(seen > SEEDS * STEPS * 0.5, `only ${seen} publications were seen`);
  });

  it("with a log of three entries are told of every loss, and end at the top", async () => {
    let losses = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      for (const subscriber of await run(seed, 3)) losses += subscriber.losses;
    }
    assert.ok(losses > 0, "nothing was ever lost: the test does not test it");
  });
});
