/** Pushes that carry a number in place of the channel's name. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { jsonCodec, type Push, protobufCodec } from "@longwire/protocol";
import { createTestHub, type ProtocolClient, turns } from "@longwire/testkit";
import type { ChannelOptions } from "../channel/channel-options.ts";

const room: ChannelOptions = {
  subscribe: "allow",
  presence: true,
  joinLeave: true,
  history: {},
  recovery: "stream",
  delta: "fossil",
};

function addresses(pushes: readonly Push[]): unknown[] {
  return pushes.map(({ id, channel, pub, join, leave }) => [
    id ?? channel,
    pub?.data?.value ?? (join && "join") ?? (leave && "leave"),
  ]);
}

for (const codec of [jsonCodec, protobufCodec]) {
  describe(`compaction of channel names in ${codec.name}`, () => {
    it("holds for those who ask for it, where the channel offers it, for all that happens there", async () => {
      const test = createTestHub({ channels: { room: { ...room, compaction: true }, plain: room } });
      const [short, long] = [await test.connect("ann", {}, codec), await test.connect("bob", {}, codec)];
      const subscribe = async (client: ProtocolClient, channel: string, flag: number): Promise<number | undefined> =>
        (await client.request({ subscribe: { channel, flag } })).subscribe?.id;
      const id = await subscribe(short, "room", 1);
      assert.ok(id !== undefined && id > 0);
      assert.equal(await subscribe(short, "plain", 1), undefined);
      assert.equal(await subscribe(long, "room", 0), undefined);
      await test.hub.publish("room", 1);
      await test.hub.publish("plain", 2);
      await long.request({ unsubscribe: { channel: "room" } });
      await turns();
      assert.deepEqual(addresses(short.pushes), [
        [id, "join"],
        ["plain", "join"],
        [id, "join"],
        [id, 1],
        ["plain", 2],
        [id, "leave"],
      ]);
      assert.deepEqual(addresses(long.pushes).slice(1), [["room", 1]]);
    });

    it("goes with deltas, and is told what was left out under its number", async () => {
      const slowConsumer = { policy: "drop-oldest", maxWaiting: 2 } as const;
      const test = createTestHub({
        channels: { d: { ...room, compaction: true }, s: { ...room, compaction: true, slowConsumer } },
      });
      const client = await test.connect("ann", {}, codec);
      const numbers = new Map<string, number | undefined>();
      for (const channel of ["d", "s"]) {
        const { subscribe } = await client.request({ subscribe: { channel, flag: 1, delta: "fossil" } });
        numbers.set(channel, subscribe?.id);
      }
      const text = "a text that is long enough for a difference to be shorter than it".repeat(3);
      await test.hub.publish("d", text);
      await test.hub.publish("d", `${text}!`);
      await turns();
      client.connection.stall();
      for (let n = 0; n < 300; n += 1) {
        await test.hub.publish("s", `${n} ${text.repeat(3)}`);
        await turns(1);
      }
      client.connection.read();
      await turns();
      const pubs = (channel: string): Push[] =>
        client.pushes.filter(({ id, pub }) => pub && id === numbers.get(channel));
      assert.deepEqual(
        pubs("d").map(({ pub }) => pub?.delta ?? false),
        [false, true],
      );
      assert.equal(
        pubs("s").reduce((sum, { pub }) => sum + 1 + (pub?.skipped ?? 0), 0),
        300,
      );
      assert.ok(client.pushes.every(({ channel }) => channel === undefined || channel === ""));
    });
  });
}
