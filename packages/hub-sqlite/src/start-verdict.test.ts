/**
 * A log below `fsync` that may have been rolled back does not keep its epoch. The decisions are searched to the end within
 * bounds: every order of writes at both levels, syncs, ends of the process in peace or not, and of the machine.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { WriteDurability } from "./group-commit.ts";
import { keepsEpoch, neededFor, type RunStart, startRun } from "./start-verdict.ts";

/** What a file holds: of the run and of one log. */
interface Held {
  readonly run: RunStart;
  readonly wasClean: boolean;
  readonly log: {
    readonly durability: WriteDurability;
    readonly run: number;
    readonly epoch: number;
    readonly entries: readonly number[];
  };
}

interface State {
  /** As the process sees the file, and as the disk has it. */
  readonly seen: Held;
  readonly synced: Held;
  /** Every entry that was shown, by epoch and offset. */
  readonly shown: Readonly<Record<string, number>>;
  readonly lastEpoch: number;
  readonly next: number;
  readonly ends: number;
}

const WRITES = 4;
const ENDS = 3;

function reopened(state: State, file: Held, ends: number): State {
  const run = startRun({ run: file.run.run, wasClean: file.wasClean, trustedSince: file.run.trustedSince });
  const isKept = keepsEpoch(file.log, run);
  const lastEpoch = isKept ? state.lastEpoch : state.lastEpoch + 1;
  const log = isKept ? file.log : { ...file.log, epoch: lastEpoch, run: run.run };
  const held: Held = { run, wasClean: false, log };
  return { ...state, seen: held, synced: held, lastEpoch, ends };
}

function written(state: State, asked: WriteDurability): State {
  const { seen, next } = state;
  const needed = neededFor(seen.log, asked);
  const isLowered = asked === "commit" && seen.log.durability === "fsync";
  const log = {
    ...seen.log,
    durability: asked,
    run: isLowered ? seen.run.run : seen.log.run,
    entries: [...seen.log.entries, next],
  };
  const held: Held = { ...seen, log };
  const shown = { ...state.shown, [`${log.epoch}:${log.entries.length}`]: next };
  return { ...state, seen: held, synced: needed === "fsync" ? held : state.synced, shown, next: next + 1 };
}

function successors(state: State): readonly (readonly [string, State])[] {
  const { seen, synced, ends, next } = state;
  const writes: (readonly [string, State])[] =
    next >= WRITES ? [] : (["commit", "fsync"] as const).map((asked) => [`write ${asked}`, written(state, asked)]);
  if (ends >= ENDS) return writes;
  return [
    ...writes,
    ["stop", reopened(state, { ...seen, wasClean: true }, ends + 1)],
    ["kill", reopened(state, seen, ends + 1)],
    ["power off", reopened(state, synced, ends + 1)],
  ];
}

/** An offset of an epoch is one entry forever, and what was shown in the present epoch is in the log. */
function isHonest({ seen: { log }, shown }: State): boolean {
  return Object.entries(shown).every(([place, entry]) => {
    const [epoch, offset] = place.split(":").map(Number);
    return epoch !== log.epoch || log.entries[(offset ?? 0) - 1] === entry;
  });
}

test(`no order of ${WRITES} writes and ${ENDS} ends makes a position lie`, () => {
  const held: Held = {
    run: startRun({ run: 0, wasClean: true, trustedSince: 0 }),
    wasClean: false,
    log: { durability: "fsync", run: 1, epoch: 1, entries: [] },
  };
  const queue: [State, string[]][] = [[{ seen: held, synced: held, shown: {}, lastEpoch: 1, next: 0, ends: 0 }, []]];
  let count = 0;
  for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
    const [state, way] = item;
    count += 1;
    assert.ok(isHonest(state), way.join(", "));
    for (const [step, following] of successors(state)) queue.push([following, [...way, step]]);
  }
  assert.ok(count > 1000, `${count} states`);
});

test("a clean end keeps every epoch, and an unclean one those that were synced", () => {
  const clean = startRun({ run: 4, wasClean: true, trustedSince: 2 });
  assert.deepEqual(clean, { run: 5, trustedSince: 2 });
  assert.equal(keepsEpoch({ durability: "commit", run: 3 }, clean), true);
  const unclean = startRun({ run: 4, wasClean: false, trustedSince: 2 });
  assert.deepEqual(unclean, { run: 5, trustedSince: 5 });
  assert.equal(keepsEpoch({ durability: "commit", run: 4 }, unclean), false);
  assert.equal(keepsEpoch({ durability: "fsync", run: 1 }, unclean), true);
});
