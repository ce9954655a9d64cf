import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { HandshakeTurns } from "./handshake-turns.ts";

describe("handshakes that come at once", () => {
  it("are 128 in each turn, in order, and whoever comes later waits behind those who wait", async () => {
    const turns = new HandshakeTurns();
    const begun: number[] = [];
    const come = (from: number, to: number): void => {
      for (let number = from; number < to; number += 1) turns.run(() => begun.push(number));
    };
    come(0, 300);
    const counts = [begun.length];
    await nextTurn();
    counts.push(begun.length);
    come(300, 310);
    counts.push(begun.length);
    await nextTurn();
    counts.push(begun.length);
    come(310, 320);
    counts.push(begun.length);
    assert.deepEqual(counts, [128, 256, 256, 310, 320]);
    assert.deepEqual(
      begun,
      Array.from({ length: 320 }, (_, i) => i),
    );
  });
});
