/** The runner is what all vectors rely on, so it must notice every kind of difference. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { closeFrameFor, type Expectation, failsWith, type Vector } from "./vector.ts";
import { rolesOf, runVector } from "./vector-runner.ts";

const good: Vector = {
  name: "a Ping and a Close",
  section: "RFC 6455 §5.5",
  role: "both",
  bytes: ["89 01 61", "88 02 03 e8"],
  expect: {
    events: ["ping 61", "closing"],
    sent: ["8a 01 61", "88 02 03 e8"],
    state: "closing",
    code: 1000,
    first: "remote",
    wasClean: true,
    received: { code: 1000, reason: "" },
  },
};

function run(vector: Vector): void {
  for (const role of rolesOf(vector)) runVector(vector, role, 1);
}

test("a vector that is right passes in both roles", () => {
  assert.deepEqual(rolesOf(good), ["server", "client"]);
  assert.deepEqual(rolesOf({ ...good, role: "client" }), ["client"]);
  run(good);
});

test("every part of an expectation is checked", () => {
  const wrong: Partial<Expectation>[] = [
    { events: ["ping 61"] },
    { events: ["ping 62", "closing"] },
    { sent: ["8a 01 61"] },
    { sent: ["8a 01 61", "88 02 03 e9"] },
    { state: "closed" },
    { code: 1001 },
    { cause: "reserved-opcode" },
    { first: "local" },
    { wasClean: false },
    { received: { code: 1000, reason: "x" } },
    { transport: "abort" },
  ];
  for (const change of wrong) {
    assert.throws(() => run({ ...good, expect: { ...good.expect, ...change } }), JSON.stringify(change));
  }
});

test("what is not expected must not happen", () => {
  assert.throws(() => run({ ...good, bytes: ["89 00"], expect: {} }));
  assert.throws(() => run({ ...good, bytes: ["88 00"], expect: {} }));
});

test("the way of cutting is named in a failure", () => {
  assert.throws(() => run({ ...good, expect: {} }), /a Ping and a Close \(server, whole\)/);
});

test("isFailFast fails when the connection fails earlier or later than the last byte", () => {
  const vector: Vector = { ...good, bytes: ["83"], isFailFast: true, expect: {} };
  assert.throws(() => run(vector), /does not fail at its last byte/);
  const late: Vector = { ...good, bytes: ["83 01 61"], isFailFast: true, expect: failsWith("reserved-opcode") };
  assert.throws(() => run(late), /fails before its last byte/);
  run({ ...late, bytes: ["83 01"] });
});

test("maxAllocationBytes is held against the greatest allocation", () => {
  const vector: Vector = {
    ...good,
    bytes: ["82 7e 03 e8 61*1000"],
    expect: { events: ["binary (1000 bytes, 1dd9658d)"] },
  };
  run({ ...vector, maxAllocationBytes: 1024 });
  assert.throws(() => run({ ...vector, maxAllocationBytes: 999 }), /largest allocation/);
});

test("closeFrameFor writes code and text of the table", () => {
  assert.equal(closeFrameFor("reserved-opcode"), '88 11 03 ea "reserved opcode"');
});
