/**
 * The short form of `npm run faults`: each kind of fault by itself on `longwire serve`, judged for each durability. The
 * cells of docs/explanation/guarantees.md name these tests.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { checkHistory } from "./check-history.ts";
import type { FaultKind } from "./fault-plan.ts";
import { type RunHistory, runFaults } from "./run-faults.ts";

const seed = Number(process.env.FAULTS_SEED ?? Date.now() % 1_000_000);

/** A run, and what the judge says of the channels of one kind. */
class Trial {
  readonly #directory = mkdtempSync(join(tmpdir(), "longwire-faults-"));
  #run: RunHistory | undefined;

  async run(kind: FaultKind, seconds: number): Promise<void> {
    const run = { seed, directory: this.#directory, seconds, kinds: [kind], pauseMs: 1000 };
    this.#run = await runFaults({ ...run, clients: 60, publishers: 16 });
  }

  /** Asserts that nothing is wrong. @returns the report. */
  async right(kind: string): Promise<string> {
    assert.ok(this.#run !== undefined, "there was no run");
    const { directory, behind } = this.#run;
    assert.deepEqual(
      behind.filter((line) => line.includes(` ${kind}:`)),
      [],
      `seed ${seed}`,
    );
    const { isRight, report } = await checkHistory(directory, `${kind}:`);
    assert.ok(isRight, `seed ${seed}\n${report}`);
    const last = report.trimEnd().split("\n").at(-1);
    console.log(`${kind}: ${last}`);
    return report;
  }

  end(): void {
    rmSync(this.#directory, { recursive: true });
  }
}

/** Acknowledged and gone, as declared. */
const gone = /and gone: (\d+)/;
/** Subscribers that were told. */
const told = /, ([1-9]\d*) told that something may be missing/;
const nobodyTold = /, 0 told that something may be missing/;

describe("real faults", { timeout: 120_000 }, () => {
  console.log(`seed ${seed} (FAULTS_SEED=${seed} repeats the choice of faults)`);

  describe("of the network: latency, slices, bandwidth, cuts, resets, black holes", () => {
    const trial = new Trial();
    before(() => trial.run("network", 6));
    after(() => trial.end());

    it("network: memory loses nothing", async () => assert.match(await trial.right("memory"), nobodyTold));
    it("network: commit loses nothing", async () => assert.match(await trial.right("commit"), nobodyTold));
    it("network: fsync loses nothing", async () => assert.match(await trial.right("fsync"), nobodyTold));
    it("away for longer than the log reaches: subscribers are told, and only they", async () => {
      await trial.right("short");
    });
  });

  describe("of the server: it stands still (SIGSTOP)", () => {
    const trial = new Trial();
    before(() => trial.run("freeze", 5));
    after(() => trial.end());

    it("freeze: memory loses nothing", async () => assert.match(await trial.right("memory"), nobodyTold));
    it("freeze: commit loses nothing", async () => assert.match(await trial.right("commit"), nobodyTold));
    it("freeze: fsync loses nothing", async () => assert.match(await trial.right("fsync"), nobodyTold));
  });

  describe("of the server: it is restarted (SIGTERM)", () => {
    const trial = new Trial();
    before(() => trial.run("restart", 4));
    after(() => trial.end());

    it("restart: memory loses its log, and subscribers are told", async () => {
      const report = await trial.right("memory");
      assert.match(report, gone);
      assert.match(report, told);
    });
    it("restart: commit loses nothing", async () => assert.match(await trial.right("commit"), nobodyTold));
    it("restart: fsync loses nothing", async () => assert.match(await trial.right("fsync"), nobodyTold));
  });

  describe("of the server: kill -9", () => {
    const trial = new Trial();
    before(() => trial.run("kill", 6));
    after(() => trial.end());

    it("kill: memory loses its log, and subscribers are told", async () => {
      const report = await trial.right("memory");
      assert.match(report, gone);
      assert.match(report, told);
    });
    it("kill: commit keeps its log, and subscribers are told that something may be missing", async () => {
      const report = await trial.right("commit");
      assert.doesNotMatch(report, gone);
      assert.match(report, told);
    });
    it("kill: fsync loses nothing, and subscribers recover", async () => {
      const report = await trial.right("fsync");
      assert.doesNotMatch(report, gone);
      assert.match(report, nobodyTold);
    });
  });
});
