/** Deliveries to many: in order, complete, and with turns for others in between. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Payload } from "@longwire/protocol";
import { ChannelRegistry, type ResolvedChannel } from "../channel/channel-registry.ts";
import type { Subscription } from "../subscription/subscription.ts";
import type { LivePublication } from "./live-publication.ts";
import { LocalChannel } from "./local-channel.ts";

const resolved = new ChannelRegistry({ c: {} }).resolve("c") as ResolvedChannel;

function channelWith(subscribers: number): {
  readonly channel: LocalChannel;
  readonly got: string[][];
  readonly tasks: (() => void)[];
} {
  const tasks: (() => void)[] = [];
  const channel = new LocalChannel(resolved, 1, (task) => tasks.push(task));
  const got: string[][] = [];
  for (let i = 0; i < subscribers; i += 1) {
    const mine: string[] = [];
    got.push(mine);
    const deliver = ({ entry }: LivePublication): number => mine.push(String(entry.data.value));
    // A channel asks no more of its subscriptions.
    channel.add({ deliver, notify: () => mine.push("join") } as unknown as Subscription);
  }
  return { channel, got, tasks };
}

function publication(value: string): Parameters<LocalChannel["onMessage"]>[0] {
  return { type: "publication", entry: { data: Payload.fromValue(value), offset: 0, time: 0 } };
}

describe("a channel of a node", () => {
  it("with 1000 subscribers serves them in one turn", () => {
    const { channel, got, tasks } = channelWith(1000);
    channel.onMessage(publication("a"));
    assert.ok(got.every((mine) => mine.join() === "a"));
    assert.equal(tasks.length, 0);
  });

  it("with more lets others in after each 1000, and keeps the order of all that comes meanwhile", () => {
    const { channel, got, tasks } = channelWith(2500);
    channel.onMessage(publication("a"));
    channel.onMessage({ type: "join", info: {} });
    channel.onMessage(publication("b"));
    assert.equal(got.filter(({ length }) => length > 0).length, 1000);
    let turns = 0;
    for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
      turns += 1;
      task();
    }
    assert.ok(got.every((mine) => mine.join() === "a,join,b"));
    assert.equal(turns, 8);
    channel.onMessage(publication("c"));
    assert.equal(got[0]?.at(-1), "c");
  });
});
