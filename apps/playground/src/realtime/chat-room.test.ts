import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import type { ChatEvent } from "@longwire/cli/playground";
import { ChatRoom } from "./chat-room.ts";
import { arrivals, FakeLine } from "./fake-line.ts";
import type { Publication } from "./line.ts";
import { ManualClock } from "./manual-clock.ts";
import { retryAfterMs } from "./outbox.ts";

const said = (id: string, offset: number, person = "bob"): Publication => ({
  data: { type: "message", message: { id, person, name: person, text: id, at: 1 } } satisfies ChatEvent,
  offset,
});

describe("chat room", () => {
  let line: FakeLine;
  let clock: ManualClock;
  let room: ChatRoom;
  let ids: number;

  beforeEach(() => {
    [line, clock, ids] = [new FakeLine(), new ManualClock(), 0];
    room = new ChatRoom({ line, clock, newId: () => `own${++ids}`, room: "tea", name: "Ada" });
  });

  const enter = async (missed: "first-time" | "recovered" | "unrecoverable", epoch = "a"): Promise<void> => {
    line.listener.entered?.({ position: { epoch, offset: 0 }, missed });
    await arrivals();
  };
  const shown = (): string[] => room.snapshot().messages.map(({ id, state }) => `${id} ${state}`);

  test("the first time it reads the history and the people", async () => {
    line.history = { publications: [said("1", 1), said("2", 2)], epoch: "a" };
    assert.equal(room.snapshot().hasHistory, false);
    await enter("first-time");
    line.take("people").answer([{ id: "me", name: "Ada" }, { id: "bob", name: "Bob" }, "nonsense"]);
    await arrivals();
    assert.deepEqual(shown(), ["1 received", "2 received"]);
    assert.deepEqual(
      room.snapshot().people.map(({ name }) => name),
      ["Ada", "Bob"],
    );
    assert.equal(room.snapshot().hasHistory, true);
  });

  test("own messages go one after the other, and stand where the server put them", async () => {
    room.say("before there is a connection");
    assert.equal(line.asked.length, 0);
    await enter("first-time");
    room.say("second");
    const first = line.take("say");
    assert.deepEqual(first.data, {
      room: "tea",
      id: "own1",
      name: "Ada",
      text: "before there is a connection",
      at: 5000,
    });
    assert.equal(line.asked.filter(({ method }) => method === "say").length, 0);
    first.answer({ epoch: "a", offset: 1 });
    await arrivals();
    line.listener.published?.(said("between", 2));
    line.take("say").answer({ epoch: "a", offset: 3 });
    await arrivals();
    assert.deepEqual(shown(), ["own1 sent", "between received", "own2 sent"]);
  });

  test("what was under way when the connection was lost is said again under its id, and shown once", async () => {
    await enter("first-time");
    room.say("hello");
    const lost = line.take("say");
    line.listener.lost?.();
    lost.refuse(true);
    await arrivals();
    assert.deepEqual(shown(), ["own1 sending"]);
    await enter("recovered");
    // It had arrived: the log brings it, and the answer comes as well.
    line.listener.published?.(said("own1", 1, "me"));
    const again = line.take("say");
    assert.deepEqual(again.data, lost.data);
    again.answer({ epoch: "a", offset: 1 });
    await arrivals();
    assert.deepEqual(shown(), ["own1 sent"]);
    clock.advance(retryAfterMs);
    assert.equal(line.asked.filter(({ method }) => method === "say").length, 0);
  });

  test("a server that cannot do it now is asked again later, one that refuses is not", async () => {
    await enter("first-time");
    room.say("hello");
    line.take("say").refuse(true);
    await arrivals();
    assert.deepEqual(shown(), ["own1 sending"]);
    clock.advance(retryAfterMs);
    line.take("say").refuse(false);
    await arrivals();
    assert.deepEqual(shown(), ["own1 failed"]);
    room.retry("own1");
    line.take("say").answer({ epoch: "a", offset: 1 });
    await arrivals();
    assert.deepEqual(shown(), ["own1 sent"]);
  });

  test("a loss that cannot be made good is a gap", async () => {
    line.history = { publications: [said("1", 1)], epoch: "a" };
    await enter("first-time");
    line.history = { publications: [], epoch: "b" };
    await enter("unrecoverable", "b");
    assert.equal(room.snapshot().hasGapAtEnd, true);
    line.listener.published?.(said("2", 1));
    assert.deepEqual(
      room.snapshot().messages.map(({ id, isAfterGap }) => [id, isAfterGap]),
      [
        ["1", false],
        ["2", true],
      ],
    );
  });

  test("people come, go and change their names; typing is told and heard", async () => {
    await enter("first-time");
    line.listener.came?.("bob", { name: "Bob" });
    line.listener.published?.({ data: { type: "typing", person: "bob", typing: true }, offset: undefined });
    assert.deepEqual(room.snapshot().typing, [{ id: "bob", name: "Bob" }]);
    line.listener.published?.({ data: { type: "renamed", person: { id: "bob", name: "Robert" } }, offset: undefined });
    assert.deepEqual(room.snapshot().people, [{ id: "bob", name: "Robert" }]);
    line.listener.left?.("bob");
    assert.deepEqual([room.snapshot().people, room.snapshot().typing], [[], []]);
    room.typed("h");
    room.rename("Ada L.");
    assert.deepEqual(line.told, [
      { type: "typing", room: "tea", typing: true },
      { type: "rename", room: "tea", name: "Ada L." },
    ]);
  });

  test("a name that was taken without a connection is told with the next one", async () => {
    line.state = { ...line.state, type: "connecting" };
    room.rename("Ada L.");
    assert.deepEqual(line.told, []);
    line.state = { ...line.state, type: "connected" };
    await enter("first-time");
    assert.deepEqual(line.told, [{ type: "rename", room: "tea", name: "Ada L." }]);
  });

  test("what it does not know changes nothing", async () => {
    await enter("first-time");
    for (const data of [undefined, null, 1, {}, { type: "message", message: {} }, { type: "later" }])
      line.listener.published?.({ data, offset: 1 });
    assert.deepEqual(shown(), []);
  });

  test("leaving ends it", async () => {
    await enter("first-time");
    room.say("hello");
    room.typed("h");
    room.leave();
    assert.equal(line.isLeft, true);
    assert.equal(clock.pending, 0);
  });
});
