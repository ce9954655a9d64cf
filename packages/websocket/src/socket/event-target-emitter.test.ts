import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { test } from "node:test";
import { EventTargetEmitter } from "./event-target-emitter.ts";

test("it is an emitter like any other, also for events with the names of what objects inherit", () => {
  const socket: EventEmitter = new EventTargetEmitter() as EventEmitter;
  assert.ok(socket instanceof EventEmitter);
  for (const name of ["message", "constructor", "toString", "__proto__"]) {
    assert.deepEqual([socket.listenerCount(name), socket.emit(name)], [0, false], name);
    const heard: unknown[] = [];
    const listener = (value: unknown): void => void heard.push(value);
    socket.on(name, listener).once(name, listener);
    assert.deepEqual(socket.eventNames(), [name]);
    socket.emit(name, 1);
    socket.emit(name, 2);
    assert.deepEqual(heard, [1, 1, 2], name);
    socket.off(name, listener);
    assert.deepEqual([socket.eventNames(), socket.emit(name)], [[], false], name);
  }
});

test("listeners of one socket are not those of another", () => {
  const [a, b] = [new EventTargetEmitter(), new EventTargetEmitter()];
  a.on("message", () => assert.fail("not ours"));
  a.on("close", () => undefined);
  assert.deepEqual([a.eventNames(), b.eventNames(), b.emit("message", "", false)], [["message", "close"], [], false]);
});
