import assert from "node:assert/strict";
import { test } from "node:test";
import { Discarder } from "./discarder.ts";

test("edge 73: exactly the limit is thrown away in silence; one byte more is reported, once", () => {
  for (const partBytes of [1, 3, 10]) {
    let reports = 0;
    const discarder = new Discarder(30, () => {
      reports += 1;
    });
    const part = new Uint8Array(partBytes);
    for (let fed = 0; fed < 30; fed += partBytes) assert.equal(discarder.read(part, 0), partBytes);
    assert.equal(reports, 0);
    for (let i = 0; i < 5; i += 1) discarder.read(Uint8Array.of(1), 0);
    assert.equal(reports, 1);
  }
});

test("only the bytes from `at` on count", () => {
  let reports = 0;
  const discarder = new Discarder(2, () => {
    reports += 1;
  });
  assert.equal(discarder.read(new Uint8Array(10), 8), 10);
  assert.equal(reports, 0);
});

test("a limit of 0 allows nothing", () => {
  let reports = 0;
  new Discarder(0, () => {
    reports += 1;
  }).read(Uint8Array.of(1), 0);
  assert.equal(reports, 1);
});
