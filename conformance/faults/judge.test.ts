/** The judge on a history of a real run that was tampered with: what is found in real histories must be found there. */
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { checkHistory } from "./check-history.ts";
import { runFaults } from "./run-faults.ts";

type Line = Readonly<Record<string, unknown>>;
type Change = (lines: Line[]) => Line[];

describe("the judge", { timeout: 60_000 }, () => {
  const directory = mkdtempSync(join(tmpdir(), "longwire-judge-"));
  let history = "";
  let tampered = 0;

  before(async () => {
    const run = { seed: 1, directory, seconds: 2, clients: 4, publishers: 8, kinds: ["kill"] as const, pauseMs: 800 };
    ({ directory: history } = await runFaults(run));
  });
  after(() => rmSync(directory, { recursive: true }));

  /** The report on the history with one file changed; only the channel of the durable kind. */
  async function reportWith(file: string, change: Change): Promise<string> {
    tampered += 1;
    const copy = join(directory, `tampered-${tampered}`);
    cpSync(history, copy, { recursive: true });
    const path = join(copy, file);
    const lines = readFileSync(path, "utf8").trimEnd().split("\n");
    const changed = change(lines.map((line) => JSON.parse(line) as Line));
    writeFileSync(path, changed.map((line) => `${JSON.stringify(line)}\n`).join(""));
    const { report } = await checkHistory(copy, "fsync:");
    return report;
  }

  const deliveryAt = (lines: readonly Line[], from = 0): number =>
    lines.findIndex(({ type, channel }, i) => i >= from && type === "delivered" && channel === "fsync:0");

  it("says nothing of the history as it is", async () => {
    const report = await reportWith("run.jsonl", (lines) => lines);
    assert.match(report, /lost 0, duplicated 0, reordered 0, falsely unrecovered 0, falsely recovered 0, phantoms 0/);
  });

  it("misses a delivery that is taken out", async () => {
    assert.match(await reportWith("clients-0.jsonl", (lines) => lines.toSpliced(deliveryAt(lines), 1)), /^lost 1,/m);
  });

  it("sees a delivery that is there twice", async () => {
    const report = await reportWith("clients-0.jsonl", (lines) => {
      const at = deliveryAt(lines);
      return lines.toSpliced(at, 0, lines[at] as Line);
    });
    assert.match(report, /^lost 0, duplicated 1,/m);
  });

  it("sees two deliveries that have changed places", async () => {
    const report = await reportWith("clients-0.jsonl", (lines) => {
      const at = deliveryAt(lines);
      const first = lines[at] as Line;
      const next = lines.findIndex(
        ({ type, channel, client }, i) =>
          i > at && type === "delivered" && channel === first.channel && client === first.client,
      );
      return lines.with(at, lines[next] as Line).with(next, first);
    });
    assert.match(report, /^lost 0, duplicated 0, reordered 1,/m);
  });

  it("misses an entry that the log does not have", async () => {
    const report = await reportWith("run.jsonl", (lines) =>
      lines.toSpliced(
        lines.findIndex(({ type, channel }) => type === "entry" && channel === "fsync:0"),
        1,
      ),
    );
    assert.match(report, /phantoms 1/);
  });

  it("sees who was told that it missed something, and had not", async () => {
    const report = await reportWith("clients-0.jsonl", (lines) => {
      const at = lines.findIndex(({ recovered, channel }) => recovered === true && channel === "fsync:0");
      return lines.with(at, { ...lines[at], recovered: false });
    });
    assert.match(report, /falsely unrecovered 1/);
  });

  it("sees who was told that it missed nothing, in another log", async () => {
    const report = await reportWith("clients-0.jsonl", (lines) => {
      const at = lines.findIndex(({ recovered, channel }) => recovered === true && channel === "fsync:0");
      return lines.with(at, { ...lines[at], epoch: "other" });
    });
    assert.match(report, /falsely recovered 1/);
  });
});
