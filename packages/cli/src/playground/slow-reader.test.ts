import assert from "node:assert/strict";
import { test } from "node:test";
import type { AttachableConnection } from "@longwire/hub";
import { MemoryConnection } from "@longwire/testkit";
import { SlowReader } from "./slow-reader.ts";

function slow() {
  const memory = new MemoryConnection();
  const taken: unknown[] = [];
  memory.onDelivered = (data) => taken.push(data);
  let tick: (() => void) | undefined;
  const reader = new SlowReader(
    Object.assign(memory, { protocol: "p" }) as AttachableConnection,
    500,
    (ms, callback) => {
      assert.equal(ms, 500);
      tick = callback;
      return () => {
        tick = undefined;
      };
    },
  );
  let drains = 0;
  reader.on("drain", () => {
    drains += 1;
  });
  return { memory, reader, taken, tick: () => tick?.(), isTicking: () => tick !== undefined, drains: () => drains };
}

test("it takes one frame per interval, and says when it takes more", () => {
  const { reader, taken, tick, isTicking, drains } = slow();
  const bytes = new TextEncoder().encode("one");
  assert.equal(reader.send(bytes, { binary: false }), false);
  // The data is the sender's again.
  bytes.fill(0);
  reader.send("two");
  assert.equal(reader.bufferedAmount, 6);
  tick();
  assert.deepEqual([taken, drains()], [["one"], 0]);
  tick();
  assert.deepEqual([taken, drains(), isTicking()], [["one", "two"], 1, false]);
  assert.equal(reader.protocol, "p");
});

test("a close comes after what was sent; a cut ends the waiting", () => {
  const closed = slow();
  closed.reader.send("last words");
  closed.reader.close(3001, "shutdown");
  assert.deepEqual(closed.taken, ["last words"]);
  assert.equal(closed.memory.ended?.code, 3001);
  assert.equal(closed.isTicking(), false);
  assert.equal(closed.reader.send("more"), false);
  assert.equal(closed.isTicking(), false);
});
