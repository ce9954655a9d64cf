/** What a user of a hub sees, over connections in memory, in both encodings. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Codec, jsonCodec, Payload, protobufCodec } from "@longwire/protocol";
import { createTestHub, turns } from "@longwire/testkit";

const open = { subscribe: "allow", publish: "allow", presenceRule: "allow", historyRule: "allow" } as const;
const channels = {
  news: open,
  "room:{id}": { ...open, history: { maxEntries: 10 }, recovery: "stream", presence: true, joinLeave: true },
  latest: { ...open, history: {}, recovery: "cache" },
  closed: {},
} as const;

it("is not made with a durability that its store does not give", () => {
  const durable = (durability: "memory" | "commit" | "fsync") => () =>
    createTestHub({ channels: { news: { history: { durability } } } });
  assert.doesNotThrow(durable("memory"));
  for (const level of ["commit", "fsync"] as const) {
    assert.throws(
      durable(level),
      /channel "news": history.durability is "(commit|fsync)", and the hub's store gives "memory"/,
    );
  }
});

for (const codec of [jsonCodec, protobufCodec] as readonly Codec[]) {
  describe(`hub over ${codec.name}`, () => {
    it("lets a client in and tells it who it is, how often it is pinged, and its session", async () => {
      const { connect } = createTestHub({ channels });
      const { connected } = await connect("ann", {}, codec);
      const { client = "", ping, pong, session = "", node = "" } = connected.connect ?? {};
      assert.deepEqual({ ping, pong }, { ping: 25, pong: true });
      assert.ok(client !== "" && session !== "" && node !== "" && client !== session);
    });

    it("gives a subscriber what is published, once and in order", async () => {
      const { hub, connect } = createTestHub({ channels });
      const ann = await connect("ann", {}, codec);
      const bob = await connect("bob", {}, codec);
      assert.deepEqual((await ann.request({ subscribe: { channel: "news" } })).error, undefined);
      await bob.request({ publish: { channel: "news", data: Payload.fromValue({ n: 1 }) } });
      await hub.publish("news", { n: 2 });
      await turns();
      assert.deepEqual(
        ann.publications("news").map(({ data, info }) => [data?.value, info?.user]),
        [
          [{ n: 1 }, "bob"],
          [{ n: 2 }, undefined],
        ],
      );
      assert.deepEqual(bob.pushes, []);
    });

    it("sends what happens in one turn in one frame", async () => {
      const { hub, connect } = createTestHub({ channels });
      const ann = await connect("ann", {}, codec);
      await ann.request({ subscribe: { channel: "news" } });
      const { frames } = ann;
      await Promise.all([1, 2, 3].map((n) => hub.publish("news", n)));
      await turns();
      assert.equal(ann.publications("news").length, 3);
      assert.equal(ann.frames, frames + 1);
    });

    it("gives back what was missed, and then what is live", async () => {
      const { hub, connect } = createTestHub({ channels });
      const ann = await connect("ann", {}, codec);
      const first = (await ann.request({ subscribe: { channel: "room:1", recoverable: true } })).subscribe;
      assert.equal(first?.recoverable, true);
      await hub.publish("room:1", "a");
      await turns();
      ann.connection.cut();
      await hub.publish("room:1", "b");
      await hub.publish("room:1", "c");
      const again = await connect("ann", {}, codec);
      const { epoch = "" } = first ?? {};
      const reply = await again.request({ subscribe: { channel: "room:1", recover: true, epoch, offset: 1 } });
      await hub.publish("room:1", "d");
      await turns();
      assert.equal(reply.subscribe?.recovered, true);
      assert.deepEqual(
        reply.subscribe?.publications?.map(({ data, offset }) => [data?.value, offset]),
        [
          ["b", 2],
          ["c", 3],
        ],
      );
      assert.deepEqual(
        again.publications("room:1").map(({ data, offset }) => [data?.value, offset]),
        [["d", 4]],
      );
    });
  });
}
