import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Payload } from "@longwire/protocol";
import type { Entry } from "../ports/history-store.ts";
import { decideRecovery } from "./decide-recovery.ts";
import { judgeLive } from "./judge-live.ts";
import { mergeLive } from "./merge-live.ts";

const data = Payload.fromValue(null);
const entries = (from: number, to: number): Entry[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => ({ data, time: 0, offset: from + i }));

describe("recovery", () => {
  const top = { offset: 10, epoch: "e" };
  // The log holds 6 to 10: a page is what follows the position and is still there.
  const pageAfter = (offset: number): Entry[] => entries(Math.max(6, offset + 1), 10);
  const rows: readonly (readonly [string, number, string, string])[] = [
    ["at the top", 10, "e", "recovered 0"],
    ["one behind", 9, "e", "recovered 1"],
    ["at oldest - 1", 5, "e", "recovered 5"],
    ["at oldest - 2", 4, "e", "trimmed"],
    ["at the beginning", 0, "e", "trimmed"],
    ["ahead of the log", 11, "e", "offset-ahead"],
    ["in another epoch", 10, "f", "epoch-changed"],
    ["without an epoch", 10, "", "epoch-changed"],
    ["one from the beginning without an epoch", 1, "", "epoch-changed"],
    ["at the beginning without an epoch, when that is gone", 0, "", "trimmed"],
  ];
  for (const [name, offset, epoch, expected] of rows) {
    it(`${name}: ${expected}`, () => {
      const verdict = decideRecovery({ offset, epoch }, top, pageAfter(offset), 300);
      assert.equal(verdict.recovered ? `recovered ${verdict.entries.length}` : verdict.reason, expected);
    });
  }

  it("from the beginning without an epoch is all that there has been, or nothing", () => {
    const [all, none] = [entries(1, 3), { offset: 0, epoch: "e" }];
    assert.deepEqual(decideRecovery({ offset: 0, epoch: "" }, { offset: 3, epoch: "e" }, all, 300), {
      recovered: true,
      entries: all,
    });
    assert.deepEqual(decideRecovery({ offset: 0, epoch: "" }, none, [], 300), { recovered: true, entries: [] });
  });

  it("of nothing missed holds also when the log has expired", () => {
    assert.deepEqual(decideRecovery(top, top, [], 300), { recovered: true, entries: [] });
    assert.deepEqual(decideRecovery({ ...top, offset: 9 }, top, [], 300), { recovered: false, reason: "trimmed" });
  });

  it("is whole or not at all: at the limit and beyond it", () => {
    assert.equal(decideRecovery({ ...top, offset: 5 }, top, pageAfter(5), 5).recovered, true);
    const cut = pageAfter(5).slice(0, 4);
    assert.deepEqual(decideRecovery({ ...top, offset: 5 }, top, cut, 4), { recovered: false, reason: "too-many" });
  });

  it("finds a hole in a page, wherever it is", () => {
    for (const missing of [7, 8, 9, 10]) {
      const page = pageAfter(5).filter(({ offset }) => offset !== missing);
      assert.deepEqual(decideRecovery({ ...top, offset: 5 }, top, page, 300), { recovered: false, reason: "gap" });
    }
  });
});

describe("live entries that came during a read", () => {
  const offsets = (result: ReturnType<typeof mergeLive>): number[] | "gap" =>
    result.isContinuous ? result.entries.map(({ offset }) => offset) : "gap";

  it("follow what was read, each once, in order", () => {
    const [e2, e3, e4] = entries(2, 4) as [Entry, Entry, Entry];
    assert.deepEqual(offsets(mergeLive(entries(1, 2), 2, [e4, e3, e2, e3])), [1, 2, 3, 4]);
    assert.deepEqual(offsets(mergeLive([], 2, [e3])), [3]);
    assert.deepEqual(offsets(mergeLive([], 4, [e2, e3])), []);
  });

  it("make a gap when one is missing", () => {
    assert.equal(offsets(mergeLive(entries(1, 2), 2, entries(4, 5))), "gap");
    assert.equal(offsets(mergeLive([], 0, [...entries(1, 1), ...entries(3, 3)])), "gap");
  });
});

describe("a live publication", () => {
  it("is the next, one of old, or behind a gap", () => {
    const at = { offset: 5, epoch: "e" };
    assert.equal(judgeLive(at, { offset: 6, epoch: "e" }), "deliver");
    assert.equal(judgeLive(at, { offset: 5, epoch: "e" }), "duplicate");
    assert.equal(judgeLive(at, { offset: 1, epoch: "e" }), "duplicate");
    assert.equal(judgeLive(at, { offset: 7, epoch: "e" }), "gap");
    assert.equal(judgeLive(at, { offset: 6, epoch: "f" }), "gap");
  });
});
