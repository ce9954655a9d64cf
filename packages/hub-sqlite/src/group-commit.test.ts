import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { GroupCommit } from "./group-commit.ts";

describe("a group", () => {
  it("of nothing is never due", () => {
    assert.equal(new GroupCommit().isDue(1000, false), false);
  });

  it("is due when nothing more is at hand: a lone write does not wait", () => {
    const group = new GroupCommit();
    group.add("fsync", 5);
    assert.equal(group.isDue(5, false), true);
    assert.equal(group.isDue(5, true), false);
  });

  it("is due at maxEntries, and at maxWaitMs after its first write", () => {
    const group = new GroupCommit({ maxEntries: 3, maxWaitMs: 2 });
    group.add("fsync", 10);
    group.add("fsync", 11);
    assert.deepEqual([group.isDue(11.9, true), group.isDue(12, true)], [false, true]);
    group.add("fsync", 11);
    assert.equal(group.isDue(11, true), true);
    group.end();
    assert.equal(group.isDue(20, true), false);
    group.add("fsync", 20);
    assert.equal(group.isDue(20, true), false);
  });

  it("that is synced takes what needs less; one that is not is committed first", () => {
    const group = new GroupCommit();
    assert.equal(group.mustCommitBefore("fsync"), false);
    group.add("fsync", 0);
    assert.equal(group.mustCommitBefore("commit"), false);
    group.end();
    group.add("commit", 0);
    assert.equal(group.mustCommitBefore("commit"), false);
    assert.equal(group.mustCommitBefore("fsync"), true);
  });
});
