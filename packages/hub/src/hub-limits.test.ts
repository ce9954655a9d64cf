/** Every limit of the hub, at it and one beyond it. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Payload, type Reply, type Requests } from "@longwire/protocol";
import { createHubClock, createHubRandom, createTestHub, type ProtocolClient, turns } from "@longwire/testkit";
import type { ChannelOptions } from "./channel/channel-options.ts";
import type { HubLimits } from "./hub-limits.ts";
import { MemoryHistoryStore } from "./memory/memory-history-store.ts";

const log: ChannelOptions = {
  subscribe: "allow",
  publish: "allow",
  historyRule: "allow",
  history: {},
  recovery: "stream",
};
const channels = { log, "c:{id}": { subscribe: "allow" }, live: { subscribe: "allow" } } as const;
const json = (value: unknown): Payload => Payload.fromValue(value);
const never = (): Promise<never> => new Promise(() => undefined);
const codeOf = async (reply: Promise<Reply>): Promise<number> => (await reply).error?.code ?? 0;
const endOf = ({ ended }: ProtocolClient): number | undefined => ended?.code;

/** The code with which a client that sends `count` such messages at once is closed. */
async function burst(
  limits: Partial<HubLimits>,
  count: number,
  act: (client: ProtocolClient) => void,
): Promise<number | undefined> {
  const client = createTestHub({ channels, limits }).open();
  client.connection.receive('{"id":1,"connect":{}}');
  await turns();
  for (let i = 0; i < count; i += 1) act(client);
  return endOf(client);
}

/** Whether a client that missed `count` entries of 10 bytes recovers. */
async function recovers(limits: Partial<HubLimits>, count: number): Promise<boolean | undefined> {
  const { hub, connect } = createTestHub({ channels, limits });
  const { position } = await hub.history("log");
  for (let i = 0; i < count; i += 1) await hub.publish("log", "8 bytes.");
  const client = await connect("ann");
  const { subscribe } = await client.request({ subscribe: { channel: "log", recover: true, ...position } });
  return subscribe?.recovered ?? false;
}

/** How often the log is read for a subscription during which `count` entries are published. */
async function readsWith(limits: Partial<HubLimits>, count: number): Promise<number> {
  const { clock } = createHubClock();
  const history = new MemoryHistoryStore(clock, createHubRandom(1));
  let reads = 0;
  const read = history.read.bind(history);
  const { hub, connect } = createTestHub({ channels, limits, history });
  const client = await connect("ann");
  history.read = async (...given) => {
    const page = await read(...given);
    reads += 1;
    if (reads === 1) for (let i = 0; i < count; i += 1) await hub.publish("log", i);
    return page;
  };
  const reply = await client.request({ subscribe: { channel: "log" } });
  assert.equal(reply.error, undefined);
  return reads;
}

/** What waits, measured before each publication, for readers that stand still until the first of them is closed. */
async function waitingBeforeTheEnd(
  limits: Partial<HubLimits>,
  measure: (hub: ReturnType<typeof createTestHub>, client: ProtocolClient) => number,
): Promise<number[]> {
  const test = createTestHub({ channels, limits });
  const client = await test.connect("ann");
  await client.request({ subscribe: { channel: "live" } });
  client.connection.stall();
  const seen: number[] = [];
  for (let i = 0; i < 1000 && endOf(client) === undefined; i += 1) {
    await test.hub.publish("live", "x".repeat(1000));
    await turns(1);
    if (endOf(client) === undefined) seen.push(measure(test, client));
  }
  assert.equal(endOf(client), 3008);
  return seen;
}

function assertEndsAt(seen: readonly number[], limit: number): void {
  const last = seen.at(-1) ?? 0;
  const step = last - (seen.at(-2) ?? 0);
  assert.ok(step > 0 && last <= limit && last + step > limit, `${seen.slice(-3)} of ${limit}`);
}

const checks: { readonly [Name in Exclude<keyof HubLimits, "decode">]: () => Promise<void> } = {
  connectTimeoutMs: async () => {
    const { open, advance } = createTestHub({ channels });
    const client = open();
    await advance(9_999);
    assert.equal(endOf(client), undefined);
    await advance(1);
    assert.equal(endOf(client), 3502);
  },
  answerTimeoutMs: async () => {
    const { connect, advance } = createTestHub({ channels, handlers: { rpc: never } });
    const client = await connect("ann");
    let code = 0;
    void client.request({ rpc: {} }).then(({ error }) => (code = error?.code ?? 0));
    await advance(3_999);
    assert.equal(code, 0);
    await advance(1);
    assert.equal(code, 100);
  },
  maxFrameBytes: async () => {
    const frame = (bytes: number): string => `{"id":2,"ping":{}}${" ".repeat(bytes - 18)}`;
    const send = (text: string) => (client: ProtocolClient) => client.connection.receive(text);
    assert.equal(await burst({ maxFrameBytes: 100 }, 1, send(frame(100))), undefined);
    assert.equal(await burst({ maxFrameBytes: 100 }, 1, send(frame(101))), 3501);
    // Bytes, not characters.
    const wide = `{"send":{"data":"${"ä".repeat(40)}"}}`;
    assert.equal(await burst({ maxFrameBytes: 100 }, 1, send(wide)), undefined);
    assert.equal(await burst({ maxFrameBytes: 99 }, 1, send(wide)), 3501);
  },
  framesPerSecond: async () => {
    const pong = (client: ProtocolClient): void => client.connection.receive("{}");
    assert.equal(await burst({ framesPerSecond: 10 }, 19, pong), undefined);
    assert.equal(await burst({ framesPerSecond: 10 }, 20, pong), 3013);
  },
  commandsPerSecond: async () => {
    const pong = (client: ProtocolClient): void => client.connection.receive("{}");
    assert.equal(await burst({ commandsPerSecond: 10 }, 19, pong), undefined);
    assert.equal(await burst({ commandsPerSecond: 10 }, 20, pong), 3013);
  },
  bytesPerSecond: async () => {
    // The connect command has 21 bytes.
    const pong = (client: ProtocolClient): void => client.connection.receive("{}");
    assert.equal(await burst({ bytesPerSecond: 50 }, 39, pong), undefined);
    assert.equal(await burst({ bytesPerSecond: 50 }, 40, pong), 3013);
  },
  maxPendingCommands: async () => {
    const { connect } = createTestHub({ channels, handlers: { rpc: never }, limits: { maxPendingCommands: 3 } });
    const client = await connect("ann");
    for (let i = 0; i < 2; i += 1) void client.request({ rpc: {} });
    assert.equal(await codeOf(client.request({ ping: {} })), 0);
    void client.request({ rpc: {} });
    assert.equal(await codeOf(client.request({ ping: {} })), 111);
  },
  maxChannels: async () => {
    const client = await createTestHub({ channels, limits: { maxChannels: 2 } }).connect("ann");
    const codes = [1, 2, 3].map((id) => codeOf(client.request({ subscribe: { channel: `c:${id}` } })));
    assert.deepEqual(await Promise.all(codes), [0, 0, 106]);
  },
  maxConnectionsPerUser: async () => {
    const { connect, open } = createTestHub({ channels, limits: { maxConnectionsPerUser: 2 } });
    const two = [await connect("ann"), await connect("ann")];
    assert.deepEqual(two.map(endOf), [undefined, undefined]);
    const third = open();
    third.send({ id: 1, connect: { token: "ann" } });
    await turns();
    assert.equal(endOf(third), 3504);
  },
  maxRecoveredEntries: async () => {
    assert.equal(await recovers({ maxRecoveredEntries: 5 }, 5), true);
    assert.equal(await recovers({ maxRecoveredEntries: 5 }, 6), false);
  },
  maxRecoveredBytes: async () => {
    assert.equal(await recovers({ maxRecoveredBytes: 50 }, 5), true);
    assert.equal(await recovers({ maxRecoveredBytes: 49 }, 5), false);
  },
  maxHistoryEntries: async () => {
    const { connect, hub } = createTestHub({ channels, limits: { maxHistoryEntries: 5 } });
    for (let i = 0; i < 9; i += 1) await hub.publish("log", i);
    const client = await connect("ann");
    const lengths = [5, 6, -1].map(async (limit) => {
      const { history } = await client.request({ history: { channel: "log", limit } });
      return history?.publications?.length;
    });
    assert.deepEqual(await Promise.all(lengths), [5, 5, 5]);
  },
  maxBufferedEntries: async () => {
    assert.equal(await readsWith({ maxBufferedEntries: 5 }, 5), 1);
    assert.equal(await readsWith({ maxBufferedEntries: 5 }, 6), 2);
  },
  maxInfoBytes: async () => {
    let info = "";
    const handlers = { subscribe: () => ({ info }) };
    const client = await createTestHub({ channels, handlers, limits: { maxInfoBytes: 10 } }).connect("ann");
    info = "8 bytes.";
    assert.equal(await codeOf(client.request({ subscribe: { channel: "c:1" } })), 0);
    info = "9 bytes..";
    assert.equal(await codeOf(client.request({ subscribe: { channel: "c:2" } })), 107);
  },
  maxIdempotencyKeyBytes: async () => {
    const { connect, hub } = createTestHub({ channels, limits: { maxIdempotencyKeyBytes: 4 } });
    const client = await connect("ann");
    const publish = (idempotencyKey: string): Requests => ({
      publish: { channel: "log", data: json(1), idempotencyKey },
    });
    assert.equal(await codeOf(client.request(publish("ää"))), 0);
    assert.equal(await codeOf(client.request(publish("ääx"))), 107);
    await hub.publish("log", 2, { idempotencyKey: "four" });
    await assert.rejects(hub.publish("log", 2, { idempotencyKey: "fives" }), { name: "HubError" });
  },
  maxQueuedBytes: async () => {
    const limit = 200_000;
    const seen = await waitingBeforeTheEnd(
      { maxQueuedBytes: limit },
      ({ hub }, { connection }) => hub.info().queuedBytes + connection.bufferedAmount,
    );
    assertEndsAt(seen, limit);
  },
  writeStallMs: async () => {
    const { connect, hub, advance } = createTestHub({ channels });
    const client = await connect("ann");
    await client.request({ subscribe: { channel: "live" } });
    client.connection.stall();
    await hub.publish("live", "x".repeat(100_000));
    await turns();
    await advance(9_999);
    assert.equal(endOf(client), undefined);
    await advance(1);
    assert.equal(endOf(client), 3008);
  },
  maxQueuedBytesTotal: async () => {
    const limit = 100_000;
    assertEndsAt(await waitingBeforeTheEnd({ maxQueuedBytesTotal: limit }, ({ hub }) => hub.info().queuedBytes), limit);
  },
  maxBatchBytes: async () => {
    const framesOf = async (maxBatchBytes: number): Promise<number[]> => {
      const client = await createTestHub({ channels, limits: { maxBatchBytes } }).connect("ann");
      const sizes: number[] = [];
      const { onDelivered } = client.connection;
      client.connection.onDelivered = (data) => {
        sizes.push(data.length);
        onDelivered(data);
      };
      client.send({ id: 5, ping: {} }, { id: 6, ping: {} }, { id: 7, ping: {} });
      await turns();
      return sizes;
    };
    // Two replies of 18 bytes with a line feed between them.
    assert.deepEqual(await framesOf(37), [37, 18]);
    assert.deepEqual(await framesOf(36), [18, 18, 18]);
    assert.deepEqual(await framesOf(1), [18, 18, 18]);
  },
};

describe("a limit of the hub", () => {
  for (const [name, check] of Object.entries(checks)) {
    it(`${name} holds one beyond it, and not at it`, check);
  }

  it("decode.maxMessages, as that of the codec, closes with 3501 beyond it", async () => {
    const decode = { maxMessages: 2, maxDepth: 4, maxEntries: 2 };
    const send = (count: number) => (client: ProtocolClient) =>
      client.send(...Array.from({ length: count }, (_, i) => ({ id: i + 2, ping: {} })));
    assert.equal(await burst({ decode }, 1, send(2)), undefined);
    assert.equal(await burst({ decode }, 1, send(3)), 3501);
  });
});
