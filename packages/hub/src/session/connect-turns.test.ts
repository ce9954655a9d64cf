/** Many who connect at once: all get their turn, in order, a few in each. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { ConnectTurns } from "./connect-turns.ts";

const PER_TURN = 64;

describe("connects", () => {
  it("begin in the order in which they came, at most so many in a turn, and none is kept waiting without need", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(200), { maxLength: 20 }), (arrivals) => {
        const tasks: (() => void)[] = [];
        const turns = new ConnectTurns((task) => tasks.push(task));
        const begun: number[] = [];
        let came = 0;
        for (const count of arrivals) {
          const before = begun.length;
          const due = came - before;
          for (const task of tasks.splice(0)) task();
          assert.equal(begun.length - before, Math.min(PER_TURN, due));
          for (let i = 0; i < count; i += 1) {
            const number = came;
            came += 1;
            turns.run(() => begun.push(number));
          }
          assert.equal(begun.length - before, Math.min(PER_TURN, due + count));
        }
        while (tasks.length > 0) for (const task of tasks.splice(0)) task();
        assert.deepEqual(
          begun,
          Array.from({ length: came }, (_, i) => i),
        );
      }),
    );
  });
});
