/** How long answers are waited for. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createHubClock, turns } from "@longwire/testkit";
import { AnswerDeadlines } from "./answer-deadlines.ts";

const never = (): Promise<never> => new Promise(() => undefined);

describe("a deadline for an answer", () => {
  it("holds for each answer by itself, and is forgotten with it", async () => {
    const { clock, advance } = createHubClock();
    const deadlines = new AnswerDeadlines(clock, 1000);
    const late: string[] = [];
    const ask = (what: string, answer: Promise<unknown>): void => {
      Promise.resolve(deadlines.within(what, answer)).catch((error: Error) => late.push(error.message));
    };
    ask("first", never());
    advance(400);
    ask("second", never());
    ask("answered", Promise.resolve(1));
    await turns();
    assert.equal(deadlines.size, 2);
    advance(600);
    await turns();
    assert.deepEqual(late, ["first: no answer within 1000 ms"]);
    advance(399);
    await turns();
    assert.equal(late.length, 1);
    advance(1);
    await turns();
    assert.deepEqual([late.length, deadlines.size], [2, 0]);
  });

  it("passes on what is there at once, and what was answered or refused in time", async () => {
    const { clock } = createHubClock();
    const deadlines = new AnswerDeadlines(clock, 1000);
    assert.equal(deadlines.within("now", 1), 1);
    assert.equal(await deadlines.within("soon", Promise.resolve(2)), 2);
    await assert.rejects(async () => deadlines.within("no", Promise.reject(new Error("no"))), /^Error: no$/);
  });

  it("is not there when it is infinite, or when the hub has ended", async () => {
    const { clock, advance } = createHubClock();
    const endless = new AnswerDeadlines(clock, Number.POSITIVE_INFINITY);
    const answer = never();
    assert.equal(endless.within("ever", answer), answer);
    const ended = new AnswerDeadlines(clock, 1000);
    let isLate = false;
    Promise.resolve(ended.within("ended", never())).catch(() => (isLate = true));
    ended.close();
    advance(5000);
    await turns();
    assert.deepEqual([isLate, ended.size], [false, 0]);
  });
});
