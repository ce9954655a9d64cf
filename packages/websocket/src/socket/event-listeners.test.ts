import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { closeResult } from "@longwire/wire";
import type { SocketErrorEvent, SocketMessageEvent } from "./event-listeners.ts";
import { EventTargetEmitter } from "./event-target-emitter.ts";

const result = {
  ...closeResult({ sent: undefined, received: undefined, first: undefined, cause: undefined }),
  wasClean: true,
};

describe("browser-style listeners", () => {
  it("get event objects with the fields of each type", () => {
    const target = new EventTargetEmitter();
    const events: unknown[] = [];
    for (const type of ["open", "message", "close", "error"] as const) {
      target.addEventListener(type, (event) => events.push(event));
    }
    const error = new Error("lost");
    target.emit("open");
    target.emit("message", "text", false);
    target.emit("error", error);
    target.emit("close", 1000, "bye", result);
    assert.deepEqual(events, [
      { type: "open", target },
      { type: "message", target, data: "text" },
      { type: "error", target, error, message: "lost" },
      { type: "close", target, code: 1000, reason: "bye", wasClean: true },
    ]);
  });

  it("are added once for each type, and removed", () => {
    const target = new EventTargetEmitter();
    const seen: string[] = [];
    const listener = (event: { type: string }): void => {
      seen.push(event.type);
    };
    target.addEventListener("open", listener);
    target.addEventListener("open", listener);
    target.addEventListener("message", listener);
    target.emit("open");
    target.removeEventListener("open", listener);
    target.removeEventListener("open", listener);
    target.emit("open");
    target.emit("message", "", false);
    assert.deepEqual(seen, ["open", "message"]);
    assert.equal(target.listenerCount("open"), 0);
  });

  it("are called once with the option once, also when they throw or call back", () => {
    const target = new EventTargetEmitter();
    let calls = 0;
    target.addEventListener(
      "open",
      () => {
        calls += 1;
        if (calls === 1) target.emit("open");
      },
      { once: true },
    );
    target.emit("open");
    target.emit("open");
    assert.equal(calls, 1);
  });

  it("may be objects with handleEvent, called on the object; functions are called on the socket", () => {
    const target = new EventTargetEmitter();
    const object = {
      seen: 0,
      handleEvent() {
        this.seen += 1;
      },
    };
    let self: unknown;
    target.addEventListener("open", object);
    target.addEventListener("open", function (this: unknown) {
      self = this;
    });
    target.emit("open");
    assert.equal(object.seen, 1);
    assert.equal(self, target);
    target.removeEventListener("open", object);
    target.emit("open");
    assert.equal(object.seen, 1);
  });

  it("stand beside on() and see the same order", () => {
    const target = new EventTargetEmitter();
    const seen: string[] = [];
    target.on("open", () => seen.push("on"));
    target.addEventListener("open", () => seen.push("addEventListener"));
    target.onopen = () => seen.push("onopen");
    target.emit("open");
    assert.deepEqual(seen, ["on", "addEventListener", "onopen"]);
  });
});

describe("on… handlers", () => {
  it("are null until set, are replaced, and are taken off with null", () => {
    const target = new EventTargetEmitter();
    assert.deepEqual([target.onopen, target.onmessage, target.onclose, target.onerror], [null, null, null, null]);
    const seen: string[] = [];
    const first = (): number => seen.push("first");
    const second = (event: SocketMessageEvent<unknown>): number => seen.push(`second ${String(event.data)}`);
    target.onmessage = first;
    assert.equal(target.onmessage, first);
    target.onmessage = second;
    assert.equal(target.onmessage, second);
    target.emit("message", "a", false);
    target.onmessage = null;
    target.emit("message", "b", false);
    assert.deepEqual(seen, ["second a"]);
    assert.equal(target.listenerCount("message"), 0);
  });

  it("are called on the socket, for each of the four types", () => {
    const target = new EventTargetEmitter();
    const seen: unknown[] = [];
    target.onopen = function (this: unknown) {
      seen.push(this === target);
    };
    target.onclose = (event) => seen.push(event.code);
    target.onerror = (event: SocketErrorEvent<unknown>) => seen.push(event.message);
    target.emit("open");
    target.emit("error", new Error("e"));
    target.emit("close", 1001, "", result);
    assert.deepEqual(seen, [true, "e", 1001]);
  });

  it("are apart from a listener that is the same function: both are called, and taken off one by one", () => {
    const target = new EventTargetEmitter();
    let calls = 0;
    const listener = (): void => {
      calls += 1;
    };
    target.addEventListener("open", listener);
    target.onopen = listener;
    target.emit("open");
    assert.equal(calls, 2);
    target.onopen = null;
    target.emit("open");
    assert.equal(calls, 3);
    target.onopen = listener;
    target.removeEventListener("open", listener);
    target.emit("open");
    assert.equal(calls, 4);
  });

  it("ignore what is no function, as browsers do", () => {
    const target = new EventTargetEmitter();
    target.onopen = () => {};
    target.onopen = 5 as never;
    assert.equal(target.onopen, null);
    assert.doesNotThrow(() => target.emit("open"));
  });
});
