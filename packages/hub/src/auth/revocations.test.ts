import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createHubClock } from "@longwire/testkit";
import { type RevocationOptions, Revocations } from "./revocations.ts";

function setUp(options?: RevocationOptions) {
  const { clock, advance } = createHubClock();
  const folded: number[] = [];
  return { revocations: new Revocations(clock, options, (before) => folded.push(before)), advance, folded };
}

describe("revocations", () => {
  it("are of everything before their moment", () => {
    const { revocations } = setUp();
    revocations.add({ user: "a", before: 1000 });
    assert.deepEqual(
      [0, 999, 1000, 1001].map((issuedAt) => revocations.has("a", [], issuedAt)),
      [true, true, false, false],
    );
    assert.equal(revocations.has("b", [], 0), false);
  });

  it("of an earlier moment change nothing", () => {
    const { revocations } = setUp();
    revocations.add({ user: "a", before: 1000 });
    revocations.add({ user: "a", before: 500 });
    assert.equal(revocations.has("a", [], 999), true);
  });

  it("of a session leave the user's others alone", () => {
    const { revocations } = setUp();
    revocations.add({ user: "a", session: "s", before: 1000 });
    assert.equal(revocations.has("a", ["s"], 0), true);
    assert.equal(revocations.has("a", ["t"], 0), false);
    assert.equal(revocations.has("a", [], 0), false);
    assert.equal(revocations.has("b", ["s"], 0), false);
  });

  it("do not confuse names that run together", () => {
    const { revocations } = setUp();
    revocations.add({ user: "a", session: "", before: 1000 });
    revocations.add({ user: "b:c", before: 1000 });
    revocations.add({ user: "1:d", session: "e", before: 1000 });
    for (const [user, sessions] of [
      ["a", []],
      ["b", ["c"]],
      ["b", [":c"]],
      ["1", ["d:e"]],
      ["", ["1:d:e"]],
    ] as const) {
      assert.equal(revocations.has(user, sessions, 0), false, user);
    }
  });

  it("are forgotten after their time, and not before", () => {
    const { revocations, advance } = setUp({ ttlMs: 5000 });
    revocations.add({ user: "a", before: 1000 });
    advance(4999);
    assert.equal(revocations.has("a", [], 0), true);
    advance(1);
    assert.equal(revocations.has("a", [], 0), false);
    revocations.add({ user: "b", before: 1000 });
    assert.equal(revocations.size, 1);
  });

  it("that are too many are not forgotten: older identities of all become void", () => {
    const { revocations, folded, advance } = setUp({ maxEntries: 2, ttlMs: 5000 });
    revocations.add({ user: "a", before: 1000 });
    revocations.add({ user: "b", before: 2000 });
    assert.deepEqual(folded, []);
    revocations.add({ user: "c", before: 3000 });
    assert.deepEqual([revocations.size, folded], [2, [1000]]);
    assert.equal(revocations.has("a", [], 999), true);
    assert.equal(revocations.has("somebody", [], 999), true);
    assert.equal(revocations.has("somebody", [], 1000), false);
    revocations.add({ user: "d", before: 500 });
    assert.deepEqual(folded, [1000, 2000]);
    advance(5000);
    assert.equal(revocations.has("somebody", [], 0), false);
  });
});
