/** Who is seen in a channel, and who is told of whom. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createHubClock, createTestHub, type ProtocolClient, turns } from "@longwire/testkit";
import { MemoryPresenceStore } from "../memory/memory-presence-store.ts";

const channels = { room: { subscribe: "allow", presence: true, joinLeave: true } } as const;

function seenBy(client: ProtocolClient): string[] {
  return client.pushes.flatMap(({ join, leave }) => {
    if (join !== undefined) return [`+${join.info?.user}`];
    return leave === undefined ? [] : [`-${leave.info?.user}`];
  });
}

const subscribe = { subscribe: { channel: "room" } };

describe("presence", () => {
  it("tells of a user once, however many tabs it has, and that it left when the last is gone", async () => {
    const { connect, advance } = createTestHub({ channels });
    const watcher = await connect("watcher");
    await watcher.request(subscribe);
    const tabs = [await connect("ann"), await connect("ann")];
    for (const tab of tabs) await tab.request(subscribe);
    assert.deepEqual((await watcher.request({ presenceStats: { channel: "room" } })).presenceStats, {
      numClients: 3,
      numUsers: 2,
    });
    await tabs[0]?.request({ unsubscribe: { channel: "room" } });
    await turns();
    assert.deepEqual(seenBy(watcher), ["+watcher", "+ann"]);
    tabs[1]?.connection.cut();
    await turns();
    await advance(4_999);
    assert.deepEqual(seenBy(watcher), ["+watcher", "+ann"]);
    await advance(1);
    assert.deepEqual(seenBy(watcher), ["+watcher", "+ann", "-ann"]);
  });

  it("does not flap when a cut connection is back within 5 seconds", async () => {
    const { connect, advance } = createTestHub({ channels });
    const watcher = await connect("watcher");
    await watcher.request(subscribe);
    const ann = await connect("ann");
    await ann.request(subscribe);
    ann.connection.cut();
    await turns();
    await advance(4_900);
    const again = await connect("ann");
    await again.request(subscribe);
    await advance(20_000);
    assert.deepEqual(seenBy(watcher), ["+watcher", "+ann"]);
    const { presence } = await watcher.request({ presence: { channel: "room" } });
    assert.deepEqual([...(presence?.presence?.values() ?? [])].map(({ user }) => user).toSorted(), ["ann", "watcher"]);
  });

  it("shows a connection for as long as it is there, and no ghost of a node that was killed", async () => {
    const { clock, advance } = createHubClock();
    const presence = new MemoryPresenceStore(clock);
    const test = createTestHub({ channels, presence, times: { pingIntervalMs: 0 } });
    const ann = await test.connect("ann");
    await ann.request(subscribe);
    // A connection of a node that does not renew any more.
    await presence.renew("room", { client: "ghost", info: { user: "ghost", client: "ghost" } }, 60_000);
    for (let i = 0; i < 30; i += 1) {
      advance(5_000);
      await test.advance(5_000);
    }
    assert.deepEqual(
      (await test.hub.presence("room")).map(({ info }) => info.user),
      ["ann"],
    );
    assert.deepEqual(seenBy(ann), ["+ann", "-ghost"]);
  });

  it("leaves nobody behind when a connection ends while it subscribes", async () => {
    const { connect, hub, advance } = createTestHub({ channels });
    const ann = await connect("ann");
    ann.send({ id: 7, ...subscribe });
    ann.connection.cut();
    await turns();
    await advance(6_000);
    assert.deepEqual(await hub.presence("room"), []);
    assert.deepEqual([...hub.channels()], []);
  });

  it("lets each anonymous connection come and go by itself", async () => {
    const { connect } = createTestHub({ channels });
    const first = await connect("");
    await first.request(subscribe);
    const second = await connect("");
    await second.request(subscribe);
    await second.request({ unsubscribe: { channel: "room" } });
    await turns();
    assert.equal(seenBy(first).length, 3);
  });
});
