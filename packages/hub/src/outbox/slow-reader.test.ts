/** Slow readers of a hub: what they get, what they cost, and that nobody else notices. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createTestHub, type ProtocolClient, type TestHub, turns } from "@longwire/testkit";
import type { ChannelOptions, SlowConsumerPolicy } from "../channel/channel-options.ts";

const MIB = 1024 * 1024;

function hubWith(policy: SlowConsumerPolicy, more: Partial<ChannelOptions> = {}): TestHub {
  const ticks: ChannelOptions = { subscribe: "allow", history: {}, recovery: "stream", slowConsumer: policy, ...more };
  return createTestHub({ channels: { ticks } });
}

const filler = "x".repeat(1000);

/** Publishes 1 to `count`, each about 1 kB, over ten keys, a hundred in a turn. */
async function publishMany({ hub }: TestHub, count: number, from = 1): Promise<void> {
  for (let n = from; n < from + count; n += 1) {
    await hub.publish("ticks", { n, filler }, { key: `k${n % 10}` });
    if (n % 100 === 0) await turns(1);
  }
  await turns();
}

async function subscribe(test: TestHub, user: string): Promise<ProtocolClient> {
  const client = await test.connect(user);
  await client.request({ subscribe: { channel: "ticks" } });
  return client;
}

/** Each follows the one before, or says how many are missing. */
function assertHonest(client: ProtocolClient, last: number): void {
  let at = 0;
  for (const { offset = 0, skipped = 0 } of client.publications("ticks")) {
    assert.equal(offset, at + skipped + 1);
    at = offset;
  }
  assert.equal(at, last);
}

describe("a reader that stands still", () => {
  it('under "disconnect" is closed with 3008 at its budget, recovers when it is back, and others get everything', async () => {
    const test = hubWith({ policy: "disconnect" });
    const [slow, quick] = [await subscribe(test, "slow"), await subscribe(test, "quick")];
    slow.connection.stall();
    await publishMany(test, 2000);
    assert.deepEqual(slow.ended, { code: 3008, reason: "slow" });
    assert.equal(quick.publications("ticks").length, 2000);
    assert.equal(test.hub.info().queuedBytes, 0);
  });

  for (const policy of [{ policy: "conflate" }, { policy: "drop-oldest", maxWaiting: 50 }] as const) {
    it(`under "${policy.policy}" costs little, and catches up with what is left, told what is not`, async () => {
      const test = hubWith(policy);
      const [slow, quick] = [await subscribe(test, "slow"), await subscribe(test, "quick")];
      slow.connection.stall();
      await publishMany(test, 3000);
      assert.equal(slow.ended, undefined);
      assert.ok(test.hub.info().queuedBytes < 100_000);
      slow.connection.read();
      await publishMany(test, 1, 3001);
      assertHonest(slow, 3001);
      assertHonest(quick, 3001);
      assert.equal(quick.publications("ticks").length, 3001);
      assert.ok(slow.publications("ticks").length < 400);
      const lastOf = (client: ProtocolClient): unknown =>
        new Map(client.publications("ticks").map(({ key, offset }) => [key, offset]));
      if (policy.policy === "conflate") assert.deepEqual(lastOf(slow), lastOf(quick));
      assert.equal(test.hub.info().queuedBytes, 0);
    });
  }

  it('under "pause-and-recover" costs nothing and misses nothing', async () => {
    const test = hubWith({ policy: "pause-and-recover" });
    const slow = await subscribe(test, "slow");
    slow.connection.stall();
    await publishMany(test, 900);
    assert.ok(test.hub.info().queuedBytes < 200_000);
    for (let i = 0; i < 40; i += 1) {
      slow.connection.read(50_000);
      await turns(2);
    }
    slow.connection.read();
    await publishMany(test, 3, 901);
    assert.equal(slow.ended, undefined);
    assert.deepEqual(
      slow.publications("ticks").map(({ offset }) => offset),
      Array.from({ length: 903 }, (_, i) => i + 1),
    );
  });

  it('under "pause-and-recover" is unsubscribed with 2500 when the log does not reach back', async () => {
    const test = hubWith({ policy: "pause-and-recover" }, { history: { maxEntries: 100 } });
    const slow = await subscribe(test, "slow");
    slow.connection.stall();
    await publishMany(test, 900);
    slow.connection.read();
    await turns();
    assert.deepEqual(slow.pushes.at(-1)?.unsubscribe, { code: 2500, reason: "insufficient state" });
    const offsets = slow.publications("ticks").map(({ offset }) => offset);
    assert.deepEqual(
      offsets,
      offsets.map((_, i) => i + 1),
    );
  });

  it("is closed with 3008 when it has taken nothing for 10 s while something waits, and not while it takes some", async () => {
    const test = hubWith({ policy: "conflate" });
    const [still, slow] = [await subscribe(test, "still"), await subscribe(test, "slow")];
    for (const { connection } of [still, slow]) connection.stall();
    await publishMany(test, 200);
    await test.advance(9999);
    slow.connection.read(1);
    const codes = (): unknown => [still, slow].map(({ ended }) => ended?.code);
    assert.deepEqual(codes(), [undefined, undefined]);
    await test.advance(1);
    assert.deepEqual(codes(), [3008, undefined]);
    await test.advance(9999);
    assert.deepEqual(codes(), [3008, undefined]);
    await test.advance(1);
    assert.deepEqual(codes(), [3008, 3008]);
  });

  it("is closed before all of them together cost more than the process may spend", async () => {
    const channels = { ticks: { subscribe: "allow", slowConsumer: { policy: "disconnect" } } } as const;
    const test = createTestHub({ channels, limits: { maxQueuedBytesTotal: 2 * MIB } });
    const slow = await Promise.all(Array.from({ length: 10 }, (_, i) => subscribe(test, `s${i}`)));
    for (const { connection } of slow) connection.stall();
    let most = 0;
    for (let n = 0; n < 800; n += 50) {
      await publishMany(test, 50, n + 1);
      most = Math.max(most, test.hub.info().queuedBytes);
    }
    assert.ok(most <= 2 * MIB + 2000, `${most} bytes waited`);
    assert.ok(slow.every(({ ended }) => ended === undefined || ended.code === 3008));
    assert.ok(slow.some(({ ended }) => ended !== undefined));
  });
});

describe("one slow reader among 1,000", () => {
  it('under "conflate" costs a bounded queue, ends with the last of every key, and takes nothing from the others', async () => {
    const test = hubWith({ policy: "conflate" });
    const slow = await subscribe(test, "slow");
    const others = await Promise.all(Array.from({ length: 999 }, (_, i) => subscribe(test, `u${i}`)));
    slow.connection.stall();
    let most = 0;
    const publish = async (from: number): Promise<void> => {
      for (let n = from; n < from + 40; n += 1) await test.hub.publish("ticks", { n, filler }, { key: `k${n % 10}` });
      await turns(2);
      // A frame of a few dozen, now and then.
      if (from % 160 === 1) slow.connection.read(1);
      await turns(2);
      most = Math.max(most, test.hub.info().queuedBytes);
    };
    for (let from = 1; from <= 400; from += 40) await publish(from);
    slow.connection.read();
    await publishMany(test, 40, 401);
    const lastOf = (client: ProtocolClient): unknown =>
      Object.fromEntries(client.publications("ticks").map(({ key, offset }) => [key, offset]));
    for (const other of others) assert.equal(other.publications("ticks").length, 440);
    assertHonest(slow, 440);
    assert.deepEqual(lastOf(slow), lastOf(others[0] as ProtocolClient));
    assert.ok(slow.publications("ticks").length < 440);
    assert.ok(most > 0 && most < 50_000, `${most} bytes waited`);
    assert.equal(test.hub.info().queuedBytes, 0);
    assert.equal(slow.ended, undefined);
  });
});

describe('a reader of a channel with "sample"', () => {
  it("gets the newest once in an interval, and is told how many are left out", async () => {
    const test = hubWith({ policy: "sample", intervalMs: 100 });
    const client = await subscribe(test, "ann");
    for (let n = 1; n <= 50; n += 1) {
      await test.hub.publish("ticks", n);
      await test.advance(10);
    }
    await test.advance(100);
    assertHonest(client, 50);
    const { length } = client.publications("ticks");
    assert.ok(length >= 5 && length <= 7, `${length} publications`);
  });
});
