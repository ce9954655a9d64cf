import assert from "node:assert/strict";
import { test } from "node:test";
import { ManualClock } from "./manual-clock.ts";
import { Roster, returnGraceMs } from "./roster.ts";

test("who is missing after a cut stays for a while, and goes then", () => {
  const clock = new ManualClock();
  let changes = 0;
  const roster = new Roster(clock, () => {
    changes += 1;
  });
  const names = (): string => roster.people.map(({ name }) => name).join();
  roster.take([
    { id: "a", name: "Ada" },
    { id: "b", name: "Bob" },
    { id: "c", name: "Cid" },
  ]);
  // A server that was restarted knows only those who are back.
  roster.take([{ id: "a", name: "Ada" }]);
  assert.equal(names(), "Ada,Bob,Cid");
  clock.advance(returnGraceMs - 1);
  roster.came({ id: "b", name: "Bob" });
  clock.advance(1);
  assert.equal(names(), "Ada,Bob");
  assert.equal(changes, 1);
  roster.take([]);
  roster.clear();
  assert.equal(clock.pending, 0);
  assert.equal(names(), "");
});
