import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ChannelOptions } from "./channel-options.ts";
import { ChannelRegistry } from "./channel-registry.ts";

describe("declared channels", () => {
  it("are found by name first, then by the more particular pattern", () => {
    const registry = new ChannelRegistry({ "{any}": {}, "room:{id}": {}, "room:lobby": {}, "room:vip-{id}": {} });
    const patternOf = (channel: string): string | undefined => registry.resolve(channel)?.pattern;
    assert.equal(patternOf("room:lobby"), "room:lobby");
    assert.equal(patternOf("room:vip-1"), "room:vip-{id}");
    assert.equal(patternOf("room:1"), "room:{id}");
    assert.equal(patternOf("news"), "{any}");
    assert.equal(patternOf("other:1"), undefined);
    assert.equal(patternOf("a\nb"), undefined);
    assert.deepEqual(registry.resolve("room:1")?.parameters, { id: "1" });
  });

  it("are closed by default: subscribing needs a token, and clients do not publish", () => {
    const options = new ChannelRegistry({ a: {} }).resolve("a")?.options;
    assert.deepEqual([options?.subscribe, options?.publish, options?.history], ["token", "deny", undefined]);
    assert.deepEqual(options?.slowConsumer, { policy: "disconnect" });
  });

  it("have the default bounds of a history where it is on, and are positioned where they recover", () => {
    const options = new ChannelRegistry({ a: { history: {}, recovery: "stream" } }).resolve("a")?.options;
    assert.deepEqual(options?.history, { maxEntries: 1000, maxBytes: 16 * 1024 * 1024, ttlMs: 86_400_000 });
    assert.equal(options?.positioned, true);
  });

  const wrong: readonly (readonly [ChannelOptions, RegExp])[] = [
    [{ recovery: "stream" }, /channel "a": recovery needs history/],
    [{ positioned: true }, /positioned needs history/],
    [{ delta: "fossil" }, /delta needs history/],
    [{ joinLeave: true }, /joinLeave needs presence/],
    [{ history: { maxEntries: 0 } }, /history.maxEntries is 0: it must be a whole number from 1 to 100000/],
    [{ history: { maxEntries: 100_001 } }, /history.maxEntries is 100001/],
    [{ history: { ttlMs: -1 } }, /history.ttlMs is -1/],
    [{ history: { ttlMs: Number.NaN } }, /history.ttlMs is NaN/],
    [{ idempotencyWindowMs: 999 }, /idempotencyWindowMs is 999/],
    [{ slowConsumer: { policy: "sample", intervalMs: 0 } }, /slowConsumer.intervalMs is 0/],
    [{ history: {}, slowConsumer: { policy: "pause-and-recover" } }, /"pause-and-recover" needs recovery "stream"/],
  ];
  for (const [options, expected] of wrong) {
    it(`refuses ${JSON.stringify(options)}`, () => {
      assert.throws(() => new ChannelRegistry({ a: options }), expected);
    });
  }

  it("names the place of a wrong pattern", () => {
    assert.throws(() => new ChannelRegistry({ "room:{": {} }), /"room:\{" is wrong/);
  });
});
