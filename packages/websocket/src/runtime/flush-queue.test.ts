import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FlushQueue } from "./flush-queue.ts";

const tick = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

describe("flush queue", () => {
  it("flushes nothing within the call and everything before the event loop goes on", async () => {
    const queue = new FlushQueue();
    const flushed: string[] = [];
    for (const name of ["a", "b", "c"]) queue.add({ flush: () => flushed.push(name) });
    assert.deepEqual(flushed, []);
    await tick();
    assert.deepEqual(flushed, ["a", "b", "c"]);
  });

  it("puts what is added during a flush into the next batch", async () => {
    const queue = new FlushQueue();
    const flushed: string[] = [];
    const again = { flush: () => flushed.push("again") };
    queue.add({
      flush: () => {
        flushed.push("first");
        queue.add(again);
      },
    });
    queue.add({ flush: () => flushed.push("second") });
    await tick();
    await tick();
    assert.deepEqual(flushed, ["first", "second", "again"]);
  });
});
