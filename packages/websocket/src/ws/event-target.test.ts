/** The event objects of the `ws` entry, and listeners that come and go in both ways. */
import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { test } from "node:test";
import {
  addListener,
  CloseEvent,
  ErrorEvent,
  Event,
  handlerOf,
  MessageEvent,
  removeListener,
  setHandler,
} from "./event-target.ts";

const objects: readonly [event: Event, members: Readonly<Record<string, unknown>>][] = [
  [new Event("open"), { type: "open", target: null }],
  [new CloseEvent("close"), { type: "close", target: null, code: 0, reason: "", wasClean: false }],
  [
    new CloseEvent("c", { code: 1, reason: "r", wasClean: true }, 7),
    { type: "c", target: 7, code: 1, reason: "r", wasClean: true },
  ],
  [new ErrorEvent("error"), { type: "error", target: null, error: null, message: "" }],
  [new ErrorEvent("e", { error: 1, message: "m" }), { type: "e", target: null, error: 1, message: "m" }],
  [new MessageEvent("message"), { type: "message", target: null, data: null }],
  [new MessageEvent("m", { data: "d" }), { type: "m", target: null, data: "d" }],
];
for (const [event, members] of objects) {
  test(`a ${event.constructor.name} of type ${event.type} has its members, all of them enumerable`, () => {
    const seen: Record<string, unknown> = {};
    for (const name in event) seen[name] = event[name as keyof Event];
    assert.deepEqual(seen, members);
  });
}

test("a listener is added once, and a handler besides", () => {
  const socket = new EventEmitter();
  const calls: string[] = [];
  const listener = (event: Event): void => void calls.push(event.type);
  addListener(socket, "open", listener, {});
  addListener(socket, "open", listener, {});
  setHandler(socket, "open", listener);
  assert.equal(handlerOf(socket, "open"), listener);
  socket.emit("open");
  assert.deepEqual(calls, ["open", "open"]);
  removeListener(socket, "open", listener);
  socket.emit("open");
  assert.deepEqual(calls, ["open", "open", "open"]);
  setHandler(socket, "open", null);
  assert.equal(handlerOf(socket, "open"), null);
  assert.equal(socket.listenerCount("open"), 0);
});

test("what the emitter forgets, the browser's way forgets too", () => {
  const socket = new EventEmitter();
  const listener = (): void => undefined;
  addListener(socket, "message", listener, {});
  setHandler(socket, "message", listener);
  socket.removeAllListeners("message");
  assert.equal(handlerOf(socket, "message"), null);
  addListener(socket, "message", listener, {});
  assert.equal(socket.listenerCount("message"), 1);
});

test("a listener may be an object, may want to be called once, and any other type is ignored", () => {
  const socket = new EventEmitter();
  const data: unknown[] = [];
  const listener = { handleEvent: (event: MessageEvent) => void data.push([event.data, event.target === socket]) };
  addListener(socket, "message", listener, { once: true });
  addListener(socket, "ping", listener, {});
  addListener(socket, "toString", listener, {});
  assert.equal(socket.listenerCount("ping") + socket.listenerCount("toString"), 0);
  socket.emit("message", Buffer.from("text"), false);
  socket.emit("message", Buffer.from("text"), false);
  assert.deepEqual(data, [["text", true]]);
});
