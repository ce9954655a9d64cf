import assert from "node:assert/strict";
import { constants, PerformanceObserver } from "node:perf_hooks";
import { describe, it } from "node:test";
import { until } from "@longwire/testkit";
import { MessageMemory } from "./message-memory.ts";

const MIB = 1024 * 1024;

describe("message memory", () => {
  it("gives every message memory of its own", () => {
    const { allocate } = new MessageMemory(() => undefined);
    const messages = [0, 1, 100, 4096, 70_000].map((length, i) => ({ length, bytes: allocate(length).fill(i) }));
    for (const [i, { length, bytes }] of messages.entries()) {
      assert.equal(bytes.length, length);
      assert.ok(bytes.every((byte) => byte === i));
    }
  });

  it("asks for a collection each 24 MiB of messages of 4 KiB to 2 MiB, and not for others", () => {
    let collections = 0;
    const { allocate } = new MessageMemory(() => {
      collections += 1;
    });
    for (let i = 0; i < 23; i += 1) allocate(MIB);
    allocate(MIB - 1);
    for (let i = 0; i < 10_000; i += 1) allocate(4095);
    assert.equal(collections, 0);
    allocate(4096);
    assert.equal(collections, 1);
    for (let i = 0; i < 11; i += 1) allocate(2 * MIB);
    for (let i = 0; i < 3; i += 1) allocate(2 * MIB + 1);
    assert.equal(collections, 1);
    allocate(2 * MIB);
    assert.equal(collections, 2);
  });

  it("lets V8 collect dropped messages as young objects, so that it need not mark the whole heap", {
    timeout: 10_000,
  }, async (t) => {
    const kinds: unknown[] = [];
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) kinds.push((entry as { detail?: { kind?: unknown } }).detail?.kind);
    });
    observer.observe({ entryTypes: ["gc"] });
    t.after(() => observer.disconnect());
    const { allocate } = new MessageMemory();
    const count = (kind: number): number => kinds.filter((each) => each === kind).length;
    for (let i = 1; i <= 8192; i += 1) {
      allocate(64 * 1024);
      // What was freed is counted in the turns between.
      if (i % 64 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await until("a collection each 24 MiB", () => count(constants.NODE_PERFORMANCE_GC_MINOR) >= 21);
    // 512 MiB would have made it mark eight times.
    assert.ok(
      count(constants.NODE_PERFORMANCE_GC_MAJOR) <= 3,
      `marked ${count(constants.NODE_PERFORMANCE_GC_MAJOR)} times`,
    );
  });
});
