import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { type FileResult, readTestFile } from "./read-test-file.ts";
import { runTestFile } from "./run-test-file.ts";
import { countLine } from "./test-report.ts";

const TIMEOUT_MS = 20_000;

/** Runs a test file with this body, as the runner does, and counts it. */
async function count(body: string, timeoutMs = TIMEOUT_MS): Promise<FileResult> {
  const folder = mkdtempSync(join(tmpdir(), "longwire-count-"));
  try {
    const file = join(folder, "planted.test.ts");
    writeFileSync(file, `import { before, describe, test } from "node:test";\n${body}\n`);
    const { records, end } = await runTestFile(file, timeoutMs);
    return readTestFile(records, end);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function failures(result: FileResult): string[] {
  return result.failures.map(({ name, line, text }) => `${line} ${name}: ${text}`);
}

describe("counting a test file", { concurrency: true }, () => {
  test("tests count, suites and parents that fail by their children do not", async () => {
    const result = await count(`
      describe("suite", () => { test("one", () => {}); test("two", () => { throw new Error("no"); }); });
      test("parent", async (t) => { await t.test("child", () => { throw new Error("no"); }); });
    `);
    assert.equal(result.passed, 1);
    assert.deepEqual(
      result.failures.map(({ name }) => name),
      ["suite › two", "parent › child"],
    );
    assert.match(failures(result)[0] ?? "", /^3 suite › two: Error: no\n.*planted\.test\.ts:3/);
  });

  test("a hook that fails is a failure of its suite", async () => {
    const result = await count(
      `describe("suite", () => { before(() => { throw new Error("hook"); }); test("one", () => {}); });`,
    );
    assert.equal(result.passed, 0);
    assert.ok(failures(result).some((failure) => /suite: Error: hook/.test(failure)));
  });

  test("a skip needs a reason", async () => {
    const result = await count(`
      test("told", { skip: "no network" }, () => {});
      test.skip("silent", () => {});
      test("later", { todo: "part 2" }, () => { throw new Error("not yet"); });
      test("inside", (t) => t.skip());
    `);
    assert.deepEqual(
      result.skips.map(({ name, text }) => `${name}: ${text}`),
      ["told: no network", "later: part 2"],
    );
    assert.deepEqual(
      result.failures.map(({ name, text }) => `${name}: ${text}`),
      ["silent: skipped without a reason", "inside: skipped without a reason"],
    );
  });

  const faults: Record<string, [body: string, complaint: RegExp]> = {
    "crashes as it loads": [`throw new Error("broken import");`, /ended with exit code 1[\s\S]*broken import/],
    "holds no test": ["", /reported no test/],
    "exits before its tests are done": [
      `test("one", () => {}); test("two", async () => { await new Promise(setImmediate); process.exit(0); });`,
      /ended before its tests did\nbegun and not ended: two/,
    ],
    "throws after its tests": [`test("one", () => {}); setTimeout(() => { throw new Error("late"); }, 20);`, /late/],
  };
  for (const [title, [body, complaint]] of Object.entries(faults)) {
    test(`a file that ${title} is one failure`, async () => {
      const result = await count(body);
      assert.equal(result.failures.length, 1);
      assert.match(failures(result)[0] ?? "", complaint);
    });
  }

  test("a file that hangs is killed, and the test that hangs is named", async () => {
    const result = await count(`test("waits", () => new Promise(() => { setInterval(() => {}, 1000); }));`, 1_000);
    assert.match(failures(result).join(), /did not end in time and was killed\nbegun and not ended: waits \(line 2\)/);
  });
});

test("the last line names skips only when there are any", () => {
  assert.equal(countLine({ passed: 3, failed: 0, skipped: 0 }), "3 passed, 0 failed");
  assert.equal(countLine({ passed: 3, failed: 1, skipped: 2 }), "3 passed, 1 failed, 2 skipped");
});
