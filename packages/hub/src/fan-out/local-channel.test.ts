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
    // Two for the rest of the first, and three for both that came meanwhile.
    assert.equal(turns, 5);
    channel.onMessage(publication("c"));
    assert.equal(got[0]?.at(-1), "c");
  });

  it("delivers what has piled up together, as much in a turn as may be", () => {
    const { channel, got, tasks } = channelWith(1001);
    const sent = Array.from({ length: 600 }, (_, n) => String(n));
    for (const value of sent) channel.onMessage(publication(value));
    let turns = 0;
    let most = 0;
    for (let task = tasks.shift(); task !== undefined; task = tasks.shift()) {
      const before = got.reduce((sum, { length }) => sum + length, 0);
      task();
      most = Math.max(most, got.reduce((sum, { length }) => sum + length, 0) - before);
      turns += 1;
    }
    assert.ok(got.every((mine) => mine.join() === sent.join()));
    assert.ok(most <= 16_256, `${most} deliveries in a turn`);
    assert.ok(turns < 45, `${turns} turns`);
  });
});
