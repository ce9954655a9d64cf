/**
 * A small model of one channel and one subscriber, searched to the end within its bounds, in which the real decision
 * functions decide: a subscriber that is told `recovered` has seen exactly the log. The store may roll back at a crash; the
 * reading of history is two steps apart from the reply, so that publications fall between.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Payload } from "@longwire/protocol";
import type { Entry } from "../ports/history-store.ts";
import { decideRecovery } from "./decide-recovery.ts";
import { judgeLive } from "./judge-live.ts";
import { mergeLive } from "./merge-live.ts";

/** What is varied: how the store treats its log, and whether the hub buffers while it reads. */
interface Variant {
  /** Entries are shown to subscribers before they are safe. */
  readonly showsEarly: boolean;
  /** A crash that loses entries makes a new epoch. */
  readonly newEpochOnLoss: boolean;
  /** Live entries are kept while history is read. */
  readonly buffers: boolean;
}

interface State {
  /** Each entry is the number of its publication; the offset is its place, from 1. */
  log: number[];
  safe: number;
  epoch: number;
  published: number;
  crashes: number;
  /** What the subscriber has seen of the log, by publication. */
  seen: number[];
  position: { offset: number; epoch: number };
  /** Live entries on their way: offset, publication, epoch. */
  wire: [number, number, number][];
  phase:
    | { is: "away" }
    | { is: "reading"; buffer: [number, number][]; page?: { entries: [number, number][]; top: number } }
    | { is: "live" };
}

const bounds = { publications: 4, crashes: 2, kept: 3 };
const payload = Payload.fromValue(null);

const entry = ([offset, publication]: readonly [number, number]): Entry => ({
  data: payload,
  offset,
  time: publication,
});

function start(): State {
  return {
    log: [],
    safe: 0,
    epoch: 0,
    published: 0,
    crashes: 0,
    seen: [],
    position: { offset: 0, epoch: 0 },
    wire: [],
    phase: { is: "live" },
  };
}

const positionOf = ({ offset, epoch }: { offset: number; epoch: number }): { offset: number; epoch: string } => ({
  offset,
  epoch: `e${epoch}`,
});

/** Every state that can follow, with what happened. Throws AssertionError where the subscriber was lied to. */
function* successors(state: State, variant: Variant): Generator<[string, State]> {
  const copy = (): State => structuredClone(state);
  const visible = (s: State): number => (variant.showsEarly ? s.log.length : s.safe);
  const show = (s: State, from: number): void => {
    for (let offset = from + 1; offset <= visible(s); offset += 1) {
      s.wire.push([offset, s.log[offset - 1] as number, s.epoch]);
    }
  };

  if (state.published < bounds.publications) {
    const s = copy();
    const before = visible(s);
    s.log.push(s.published);
    s.published += 1;
    show(s, before);
    yield [`publish m${s.published - 1}`, s];
  }
  if (state.safe < state.log.length) {
    const s = copy();
    const before = visible(s);
    s.safe = s.log.length;
    show(s, before);
    yield ["make safe", s];
  }
  if (state.crashes < bounds.crashes) {
    const s = copy();
    s.crashes += 1;
    if (variant.newEpochOnLoss && s.safe < s.log.length) s.epoch += 1;
    s.log.length = s.safe;
    s.wire = [];
    s.phase = { is: "away" };
    yield ["crash", s];
  }
  if (state.phase.is !== "away") {
    const s = copy();
    s.wire = [];
    s.phase = { is: "away" };
    yield ["cut", s];
  } else {
    const s = copy();
    s.wire = [];
    s.phase = { is: "reading", buffer: [] };
    yield ["come back", s];
  }
  if (state.wire.length > 0 && state.phase.is !== "away") yield ["arrive", arrive(copy(), variant)];
  if (state.phase.is === "reading") {
    yield state.phase.page === undefined ? ["read", read(copy(), visible(state))] : ["reply", reply(copy())];
  }
}

function arrive(s: State, variant: Variant): State {
  const [offset, publication, epoch] = s.wire.shift() as [number, number, number];
  if (s.phase.is === "reading") {
    if (variant.buffers) s.phase.buffer.push([offset, publication]);
    return s;
  }
  const verdict = judgeLive(positionOf(s.position), positionOf({ offset, epoch }));
  if (verdict === "deliver") {
    s.seen.push(publication);
    s.position = { offset, epoch };
  } else if (verdict === "gap") {
    s.wire = [];
    s.phase = { is: "away" };
  }
  return s;
}

function read(s: State, top: number): State {
  if (s.phase.is !== "reading") return s;
  const oldest = Math.max(0, top - bounds.kept);
  const entries: [number, number][] = [];
  for (let i = Math.max(oldest, s.position.offset); i < top; i += 1) entries.push([i + 1, s.log[i] as number]);
  s.phase.page = { entries, top };
  return s;
}

function reply(s: State): State {
  if (s.phase.is !== "reading" || s.phase.page === undefined) return s;
  const { buffer, page } = s.phase;
  const top = { offset: page.top, epoch: `e${s.epoch}` };
  const verdict = decideRecovery(positionOf(s.position), top, page.entries.map(entry), bounds.kept);
  const merged = mergeLive(verdict.recovered ? verdict.entries : [], page.top, buffer.map(entry));
  if (!merged.isContinuous) {
    s.wire = [];
    s.phase = { is: "away" };
    return s;
  }
  // Not recovered: the application loads the state anew, as of the log's end.
  const base = verdict.recovered ? s.seen : s.log.slice(0, page.top);
  s.seen = [...base, ...merged.entries.map(({ time }) => time)];
  s.position = { offset: merged.top, epoch: s.epoch };
  s.phase = { is: "live" };
  assert.deepEqual(s.seen, s.log.slice(0, merged.top), "the subscriber has seen another log than there is");
  return s;
}

/** Searches all states. @returns how many there were, or the way to the first lie. */
function search(variant: Variant): { readonly states: number; readonly lie?: string } {
  const first = start();
  const known = new Set([JSON.stringify(first)]);
  const queue: [State, string[]][] = [[first, []]];
  for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
    const [state, way] = item;
    try {
      for (const [step, next] of successors(state, variant)) {
        const key = JSON.stringify(next);
        if (known.has(key)) continue;
        known.add(key);
        queue.push([next, [...way, step]]);
      }
    } catch (error) {
      if (error instanceof assert.AssertionError) return { states: known.size, lie: way.join(", ") };
      throw error;
    }
  }
  return { states: known.size };
}

describe(`recovery within ${bounds.publications} publications and ${bounds.crashes} crashes, ${bounds.kept} entries kept`, () => {
  it("never lies where entries are shown when they are safe", () => {
    const { states, lie } = search({ showsEarly: false, newEpochOnLoss: false, buffers: true });
    assert.equal(lie, undefined);
    assert.ok(states > 1000, `${states} states`);
  });

  it("never lies where a loss makes a new epoch", () => {
    const { states, lie } = search({ showsEarly: true, newEpochOnLoss: true, buffers: true });
    assert.equal(lie, undefined);
    assert.ok(states > 1000, `${states} states`);
  });

  it("is seen to lie where entries are shown early and a rolled-back log keeps its epoch", () => {
    assert.match(search({ showsEarly: true, newEpochOnLoss: false, buffers: true }).lie ?? "", /crash/);
  });

  it("is seen to stumble without a buffer: what arrives during the read makes a gap, but no lie", () => {
    assert.equal(search({ showsEarly: false, newEpochOnLoss: false, buffers: false }).lie, undefined);
  });
});
