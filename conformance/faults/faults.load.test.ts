/**
 * The short form of `npm run faults`: each kind of fault by itself on `longwire serve`, judged for each durability. The
 * cells of docs/explanation/guarantees.md name these tests.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { type CheckedHistory, checkHistory } from "./check-history.ts";
import { declaredChannels } from "./declared-channels.ts";
import type { FaultKind } from "./fault-plan.ts";
import { runFaults } from "./run-faults.ts";

const seed = Number(process.env.FAULTS_SEED ?? Date.now() % 1_000_000);

/** A run with faults of one kind, and what the judge says of each kind of channel. */
class Trial {
  readonly #directory = mkdtempSync(join(tmpdir(), "longwire-faults-"));
  readonly #kind: FaultKind;
  readonly #seconds: number;
  readonly #judged = new Map<string, CheckedHistory>();
  #behind: readonly string[] = [];

  constructor(kind: FaultKind, seconds: number) {
    this.#kind = kind;
    this.#seconds = seconds;
  }

  async run(): Promise<void> {
    const run = { seed, directory: this.#directory, seconds: this.#seconds, kinds: [this.#kind], pauseMs: 1000 };
    const { directory, behind } = await runFaults({ ...run, clients: 40, publishers: 12 });
    this.#behind = behind;
    for (const kind of Object.keys(declaredChannels)) this.#judged.set(kind, await checkHistory(directory, `${kind}:`));
  }

  /** Asserts that nothing is wrong. @returns the report. */
  right(kind: keyof typeof declaredChannels): string {
    const judged = this.#judged.get(kind);
    assert.ok(judged?.isRight === true, `seed ${seed}\n${judged?.report}`);
    assert.deepEqual(
      this.#behind.filter((line) => line.includes(` ${kind}:`)),
      [],
      `seed ${seed}`,
    );
    return judged.report;
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
  const network = new Trial("network", 6);
  const freeze = new Trial("freeze", 6);
  const restart = new Trial("restart", 5);
  const kill = new Trial("kill", 6);
  const trials = [network, freeze, restart, kill];

  // Each waits most of the time: side by side they are done in the time of one.
  before(async () => {
    console.log(`seed ${seed} (FAULTS_SEED=${seed} repeats the choice of faults)`);
    await Promise.all(trials.map((trial) => trial.run()));
  });
  after(() => {
    for (const trial of trials) trial.end();
  });

  describe("of the network: latency, slices, bandwidth, cuts, resets, black holes", () => {
    it("network: memory loses nothing", () => assert.match(network.right("memory"), nobodyTold));
    it("network: commit loses nothing", () => assert.match(network.right("commit"), nobodyTold));
    it("network: fsync loses nothing", () => assert.match(network.right("fsync"), nobodyTold));
    it("away for longer than the log reaches: subscribers are told", () => assert.match(network.right("short"), told));
  });

  describe("of the server: it stands still (SIGSTOP)", () => {
    it("freeze: memory loses nothing", () => assert.match(freeze.right("memory"), nobodyTold));
    it("freeze: commit loses nothing", () => assert.match(freeze.right("commit"), nobodyTold));
    it("freeze: fsync loses nothing", () => assert.match(freeze.right("fsync"), nobodyTold));
  });

  describe("of the server: it is restarted (SIGTERM)", () => {
    it("restart: memory loses its log, and subscribers are told", () => {
      const report = restart.right("memory");
      assert.match(report, gone);
      assert.match(report, told);
    });
    it("restart: commit loses nothing", () => assert.match(restart.right("commit"), nobodyTold));
    it("restart: fsync loses nothing", () => assert.match(restart.right("fsync"), nobodyTold));
  });

  describe("of the server: kill -9", () => {
    it("kill: memory loses its log, and subscribers are told", () => {
      const report = kill.right("memory");
      assert.match(report, gone);
      assert.match(report, told);
    });
    it("kill: commit keeps its log, and subscribers are told that something may be missing", () => {
      const report = kill.right("commit");
      assert.doesNotMatch(report, gone);
      assert.match(report, told);
    });
    it("kill: fsync loses nothing, and subscribers recover", () => {
      const report = kill.right("fsync");
      assert.doesNotMatch(report, gone);
      assert.match(report, nobodyTold);
    });
  });

  it("every fault was done, and somebody had to come back", (t) => {
    for (const trial of trials) {
      const report = trial.right("fsync");
      t.diagnostic(report.replaceAll("\n", "; "));
      assert.match(report, /^faults: \w+ [1-9]/m);
      // A server that stands still for a moment only is not left.
      if (trial !== freeze) assert.match(report, /came back: [1-9]/);
    }
  });
});
