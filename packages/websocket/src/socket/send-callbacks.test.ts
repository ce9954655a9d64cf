import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { closeResult } from "@longwire/wire";
import { ClosedError } from "../closed-error.ts";
import { SendCallbacks } from "./send-callbacks.ts";

const lost = closeResult({ sent: undefined, received: undefined, first: undefined, cause: undefined });

function create(): { callbacks: SendCallbacks; calls: string[]; note: (name: string) => (error?: Error) => void } {
  const calls: string[] = [];
  const note = (name: string) => (error?: Error) => calls.push(error === undefined ? name : `${name}: ${error.name}`);
  return { callbacks: new SendCallbacks(), calls, note };
}

describe("send callbacks", () => {
  it("are called in order, each once its own bytes have left", () => {
    const { callbacks, calls, note } = create();
    callbacks.add(10, note("a"));
    callbacks.add(30, note("b"));
    callbacks.written(false);
    assert.deepEqual(calls, []);
    callbacks.handedOver(10);
    callbacks.written(false);
    assert.deepEqual(calls, ["a"]);
    callbacks.handedOver(19);
    callbacks.written(false);
    assert.deepEqual(calls, ["a"]);
    callbacks.handedOver(1);
    callbacks.written(false);
    callbacks.written(false);
    assert.deepEqual(calls, ["a", "b"]);
  });

  it("count from what was handed over before", () => {
    const { callbacks, calls, note } = create();
    callbacks.handedOver(1000);
    callbacks.add(5, note("a"));
    callbacks.written(false);
    assert.deepEqual(calls, []);
    callbacks.handedOver(5);
    callbacks.written(false);
    assert.deepEqual(calls, ["a"]);
  });

  it("are all due when nothing waits any more, also where less was written than announced", () => {
    const { callbacks, calls, note } = create();
    callbacks.add(200, note("behind a long Pong that a short one replaced"));
    callbacks.handedOver(75);
    callbacks.written(true);
    assert.equal(calls.length, 1);
  });

  it("fail together, in order, when nothing more will be written", () => {
    const { callbacks, calls, note } = create();
    callbacks.add(1, note("a"));
    callbacks.add(2, note("b"));
    callbacks.failAll(lost);
    callbacks.failAll(lost);
    callbacks.handedOver(2);
    callbacks.written(true);
    assert.deepEqual(calls, ["a: ClosedError", "b: ClosedError"]);
  });

  it("may be added while one is called", () => {
    const { callbacks, calls, note } = create();
    callbacks.add(1, () => {
      calls.push("a");
      callbacks.add(7, note("b"));
    });
    callbacks.handedOver(1);
    callbacks.written(false);
    assert.deepEqual(calls, ["a"]);
    callbacks.handedOver(7);
    callbacks.written(false);
    assert.deepEqual(calls, ["a", "b"]);
  });

  it("tell how the connection closed", () => {
    const { callbacks } = create();
    let error: Error | undefined;
    callbacks.add(1, (given) => {
      error = given;
    });
    callbacks.failAll(lost);
    assert.ok(error instanceof ClosedError);
    assert.equal(error.code, "ERR_CLOSED");
    assert.equal(error.result.code, 1006);
  });
});
