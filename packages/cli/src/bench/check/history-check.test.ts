/** Every verdict on hand-made histories: a right one, and one for each way in which a history can be wrong. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { FindingKind } from "./findings.ts";
import { HistoryCheck, type HistoryVerdict } from "./history-check.ts";
import type { HistoryRecord } from "./history-record.ts";

const channel = "c";
let now = 0;

/** So far apart that nothing is under way at the next. */
function t(): number {
  now += 10_000;
  return now;
}

const declared = (durability: "memory" | "commit" | "fsync", more: object = {}): HistoryRecord => ({
  ...{ type: "channel", channel, durability, maxEntries: 100, maxRecovered: 50 },
  ...more,
});
const sent = (id: string, publisher = "p"): HistoryRecord => ({ type: "publish", t: t(), id, channel, publisher });
const acked = (id: string, offset?: number, epoch = "A"): HistoryRecord => ({
  ...{ type: "ack", t: t(), id },
  ...(offset === undefined ? {} : { offset, epoch }),
});
const refused = (id: string): HistoryRecord => ({ type: "refused", t: t(), id });
const began = (offset = 0, epoch = "A", client = "k"): HistoryRecord => ({
  ...{ type: "subscribed", t: t(), client, channel, epoch, offset, wasRecovering: false, recovered: false },
});
const resumed = (recovered: boolean, offset: number, epoch = "A"): HistoryRecord => ({
  ...{ type: "subscribed", t: t(), client: "k", channel, epoch, offset, wasRecovering: true, recovered },
});
const handed = (offset: number, id: string, client = "k"): HistoryRecord => ({
  ...{ type: "delivered", t: t(), client, channel, offset, id },
});
const fault = (name: string): HistoryRecord => ({ type: "fault", t: t(), fault: name });
/** The log at the end. */
const log = (ids: readonly string[], { from = 1, epoch = "A" } = {}): HistoryRecord[] => [
  ...ids.map((id, i): HistoryRecord => ({ type: "entry", channel, epoch, offset: from + i, id })),
  { type: "top", channel, epoch, offset: from + ids.length - 1 },
];

/** `a`, `b` and `c`, each awaited. */
const three = (): HistoryRecord[] => ["a", "b", "c"].flatMap((id, i) => [sent(id), acked(id, i + 1)]);

function judge(...records: readonly (HistoryRecord | readonly HistoryRecord[])[]): HistoryVerdict {
  const check = new HistoryCheck();
  for (const record of records.flat()) check.add(record);
  return check.end();
}

/** Asserts that exactly this was found. */
function assertFound(verdict: HistoryVerdict, expected: Partial<Record<FindingKind, number>>): void {
  const found = Object.fromEntries(Object.entries(verdict.found).filter(([, count]) => count > 0));
  assert.deepEqual(found, expected, verdict.examples.join("\n"));
  assert.equal(verdict.isRight, Object.keys(expected).length === 0);
}

test("everything once and in order, through a kill and a recovery: nothing is found", () => {
  const verdict = judge(
    ...[declared("fsync"), began(), three(), handed(1, "a"), fault("kill")],
    ...[resumed(true, 1), handed(2, "b"), handed(3, "c"), log(["a", "b", "c"])],
  );
  assertFound(verdict, {});
  const { published, acked: acks, deliveries, recovered, clients, faults } = verdict;
  assert.deepEqual(
    { published, acks, deliveries, recovered, clients, faults },
    { published: 3, acks: 3, deliveries: 3, recovered: 1, clients: 1, faults: { kill: 1 } },
  );
});

test("lost: acknowledged and not in the log", () => {
  assertFound(judge(declared("fsync"), three(), log(["a", "b"])), { lost: 1 });
});

test("lost: acknowledged without a position and not in the log", () => {
  assertFound(judge(declared("fsync"), sent("a"), acked("a"), log([])), { lost: 1 });
});

test("lost: below commit a kill may cost it, and the new epoch says so; commit and fsync survive a kill", () => {
  const killed = (level: "memory" | "commit" | "fsync"): HistoryVerdict =>
    judge(declared(level), three(), fault("kill"), log([], { epoch: "B" }));
  const memory = killed("memory");
  assertFound(memory, {});
  assert.equal(memory.forgotten, 3);
  assertFound(killed("commit"), { lost: 3 });
  assertFound(killed("fsync"), { lost: 3 });
});

test("lost: a kill costs nothing that was published after it", () => {
  assertFound(judge(declared("memory"), fault("kill"), three(), log([], { epoch: "B" })), { lost: 3 });
});

test("lost: gone under the same epoch is no loss that was told", () => {
  assertFound(judge(declared("memory"), three(), fault("kill"), log([])), { lost: 3 });
});

test("lost: a subscriber is never handed one in the middle, nor the last ones", () => {
  const middle = [began(), handed(1, "a"), handed(3, "c")];
  assertFound(judge(declared("fsync"), three(), middle, log(["a", "b", "c"])), { lost: 1 });
  assertFound(judge(declared("fsync"), three(), began(), handed(1, "a"), log(["a", "b", "c"])), { lost: 2 });
});

test("lost: what was skipped and comes after the next resume was not told", () => {
  const records = [began(), handed(1, "a"), handed(3, "c"), resumed(false, 3, "B")];
  const verdict = judge(declared("memory"), three(), fault("kill"), records, log([], { from: 4, epoch: "B" }));
  // The kill was before it began.
  assertFound(verdict, { lost: 1, falselyUnrecovered: 1 });
});

test("lost: a subscriber that is never told of a new log", () => {
  const before = [...three(), began(), handed(1, "a"), handed(2, "b"), handed(3, "c"), fault("kill")];
  const records = [declared("memory"), ...before, sent("d"), acked("d", 1, "B"), ...log(["d"], { epoch: "B" })];
  assertFound(judge(records), { lost: 1 });
});

test("duplicated: handed over again, at once or after a resume", () => {
  const again = [began(), handed(1, "a"), handed(2, "b"), resumed(true, 2), handed(2, "b"), handed(3, "c")];
  assertFound(judge(declared("fsync"), three(), again, log(["a", "b", "c"])), { duplicated: 1 });
});

test("duplicated: one publication twice in the log", () => {
  assertFound(judge(declared("fsync"), three(), log(["a", "b", "c", "a"])), { duplicated: 1 });
});

test("duplicated: a repeated publication is answered with another place than the log has", () => {
  const retried = [sent("a"), acked("a", 2), sent("b"), acked("b", 2)];
  assertFound(judge(declared("fsync"), retried, log(["a", "b"])), { duplicated: 1 });
});

test("reordered: an older one after a newer one, which then is not lost", () => {
  const crossed = [began(), handed(2, "b"), handed(1, "a"), handed(3, "c")];
  assertFound(judge(declared("fsync"), three(), crossed, log(["a", "b", "c"])), { reordered: 1 });
});

test("reordered: a publisher's awaited publications stand in the log the other way round", () => {
  const crossed = [sent("a"), acked("a"), sent("b"), acked("b")];
  assertFound(judge(declared("fsync"), crossed, log(["b", "a"])), { reordered: 1 });
  const together = [sent("a"), sent("b"), acked("a"), acked("b")];
  assertFound(judge(declared("fsync"), together, log(["b", "a"])), {});
  const ofTwo = [sent("a", "p"), acked("a"), sent("b", "q"), acked("b")];
  assertFound(judge(declared("fsync"), ofTwo, log(["b", "a"])), {});
});

test("falsely unrecovered: the log had all of it", () => {
  const records = [began(), handed(1, "a"), resumed(false, 3)];
  assertFound(judge(declared("fsync"), three(), records, log(["a", "b", "c"])), { falselyUnrecovered: 1 });
});

test("falsely unrecovered: not when the log no longer has it, or a recovery may not bring so much", () => {
  const records = [began(), handed(1, "a"), resumed(false, 3)];
  const trimmed = declared("fsync", { maxEntries: 1 });
  assertFound(judge(trimmed, three(), records, log(["c"], { from: 3 })), {});
  assertFound(judge(declared("fsync", { maxRecovered: 1 }), three(), records, log(["a", "b", "c"])), {});
  // Exactly at the bound it must recover.
  assertFound(judge(declared("fsync", { maxRecovered: 2 }), three(), records, log(["a", "b", "c"])), {
    falselyUnrecovered: 1,
  });
});

test("falsely unrecovered: a new epoch needs a fault that the declaration does not survive", () => {
  const renewed = (level: "memory" | "commit" | "fsync", name: string): HistoryVerdict =>
    judge(
      declared(level),
      three(),
      began(3),
      fault(name),
      resumed(false, 3, "B"),
      log(["a", "b", "c"], { epoch: "B" }),
    );
  assertFound(renewed("memory", "kill"), {});
  assertFound(renewed("memory", "restart"), {});
  assertFound(renewed("commit", "kill"), {});
  assertFound(renewed("commit", "restart"), { falselyUnrecovered: 1 });
  assertFound(renewed("fsync", "kill"), { falselyUnrecovered: 1 });
  assertFound(renewed("memory", "cut"), { falselyUnrecovered: 1 });
});

test("falsely recovered: a hole after it, and the hole is lost", () => {
  const records = [began(), handed(1, "a"), resumed(true, 1), handed(3, "c")];
  assertFound(judge(declared("fsync"), three(), records, log(["a", "b", "c"])), { falselyRecovered: 1, lost: 1 });
});

test("falsely recovered: in another log", () => {
  const before = [...three(), began(3), fault("kill")];
  const records = [declared("memory"), ...before, resumed(true, 3, "B"), ...log([], { from: 4, epoch: "B" })];
  assertFound(judge(records), { falselyRecovered: 1 });
});

test("falsely recovered: a store that rolled back goes on under the same epoch", () => {
  const before = [began(), sent("a"), acked("a"), handed(1, "a"), sent("x"), handed(2, "x"), fault("kill")];
  const rolledBack = [resumed(true, 2), sent("b"), acked("b", 2), sent("c"), acked("c", 3), handed(3, "c")];
  // What was shown at 2 is gone, and another stands there.
  assertFound(judge(declared("commit"), before, rolledBack, log(["a", "b", "c"])), {
    ...{ falselyRecovered: 1, phantom: 1, rewritten: 1 },
  });
});

test("falsely recovered: a store that rolled back and has not got so far again", () => {
  const before = [began(), sent("a"), acked("a"), handed(1, "a"), sent("x"), handed(2, "x"), fault("kill")];
  assertFound(judge(declared("commit"), before, resumed(true, 2), log(["a"])), { falselyRecovered: 1, phantom: 1 });
});

test("phantom: handed over and never published", () => {
  assertFound(judge(declared("fsync"), sent("a"), acked("a"), began(), handed(1, "a"), handed(2, "z"), log(["a"])), {
    phantom: 1,
  });
});

test("phantom: refused, and in the log all the same", () => {
  const found = judge(declared("fsync"), sent("a"), refused("a"), log(["a"]));
  assert.equal(found.refused, 1);
  assert.ok(found.found.phantom > 0);
});

test("rewritten: one position was two publications for two clients", () => {
  const other = [began(0, "A", "l"), handed(1, "b", "l"), handed(2, "b", "l")];
  const found = judge(declared("fsync"), sent("a"), acked("a"), sent("b"), acked("b"), began(), handed(1, "a"), [
    ...other,
    handed(2, "b"),
    ...log(["a", "b"]),
  ]);
  assertFound(found, { rewritten: 1 });
});

test("unknown outcomes are counted, in the log or not, and are nobody's fault", () => {
  const verdict = judge(declared("fsync"), sent("a"), sent("b"), began(), handed(1, "a"), log(["a"]));
  assertFound(verdict, {});
  assert.deepEqual([verdict.unknown, verdict.unknownLogged], [2, 1]);
});

test("unchecked: acknowledged without a position, and the log does not reach back", () => {
  const verdict = judge(declared("fsync", { maxEntries: 1 }), sent("a"), acked("a"), sent("b"), acked("b", 2), [
    ...log(["b"], { from: 2 }),
  ]);
  assertFound(verdict, {});
  assert.equal(verdict.unchecked, 1);
});

test("a record that cannot follow is refused", () => {
  assert.throws(() => judge(acked("a")), /answered and never sent/);
  assert.throws(() => judge(sent("a"), sent("a")), /twice/);
});
