import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { differences, type Role, readExpected, readReports, summary } from "./results.ts";

function reportFolder(index: unknown): string {
  const folder = mkdtempSync(join(tmpdir(), "longwire-autobahn-"));
  writeFileSync(join(folder, "index.json"), JSON.stringify(index));
  return folder;
}

test("reports are read into verdicts, in the order of the cases", () => {
  const result = { duration: 2, remoteCloseCode: 1000, reportfile: "x.json" };
  const folder = reportFolder({
    longwire: {
      "10.1.1": { ...result, behavior: "OK", behaviorClose: "OK" },
      "7.1.6": { ...result, behavior: "INFORMATIONAL", behaviorClose: "INFORMATIONAL" },
      "6.4.1": { ...result, behavior: "NON-STRICT", behaviorClose: "OK" },
    },
  });
  try {
    assert.deepEqual(
      [...readReports(folder)],
      [
        ["6.4.1", "NON-STRICT/OK"],
        ["7.1.6", "INFORMATIONAL/INFORMATIONAL"],
        ["10.1.1", "OK/OK"],
      ],
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("reports of no agent, or of two, are refused", () => {
  for (const index of [{}, { a: {}, b: {} }, [], "text"]) {
    const folder = reportFolder(index);
    try {
      assert.throws(() => readReports(folder), /one agent/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
});

test("a case that changed, is missing or is new is a difference", () => {
  const expected = new Map([
    ["1.1.1", "OK/OK"],
    ["1.1.2", "OK/OK"],
    ["2.10", "OK/OK"],
    ["2.9", "OK/OK"],
  ]);
  const actual = new Map([
    ["1.1.1", "OK/OK"],
    ["2.9", "FAILED/OK"],
    ["2.10", "OK/UNCLEAN"],
    ["13.1.1", "OK/OK"],
  ]);
  assert.deepEqual(differences(expected, actual), [
    "1.1.2: expected OK/OK, got no result",
    "2.9: expected OK/OK, got FAILED/OK",
    "2.10: expected OK/OK, got OK/UNCLEAN",
    "13.1.1: expected no such case, got OK/OK",
  ]);
  assert.deepEqual(differences(expected, expected), []);
});

test("the committed results through HTTP/2 are complete for their sample: nothing failed, nothing non-strict", () => {
  const verdicts = readExpected("http2");
  assert.equal(verdicts.size, 84);
  assert.equal(summary(verdicts), "81 OK/OK, 3 INFORMATIONAL/INFORMATIONAL");
});

for (const role of ["server", "client"] satisfies Role[]) {
  test(`the committed results of the ${role} are complete: nothing failed, nothing non-strict`, () => {
    const verdicts = readExpected(role);
    // 301 of the groups 1 to 10, and the twelve parts of 12 and 13 with 18 cases each.
    assert.equal(verdicts.size, 301 + 12 * 18);
    assert.equal(summary(verdicts), "514 OK/OK, 3 INFORMATIONAL/INFORMATIONAL");
  });
}
