import assert from "node:assert/strict";
import { test } from "node:test";
import { EventHandlers } from "./event-handlers.ts";

function fixture(): {
  target: EventTarget;
  handlers: EventHandlers;
  log: string[];
  note: (name: string) => () => void;
} {
  const target = new EventTarget();
  const log: string[] = [];
  return { target, handlers: new EventHandlers(target), log, note: (name) => () => log.push(name) };
}

test("an attribute is null until set; what is no object sets it to null", () => {
  const { handlers } = fixture();
  assert.equal(handlers.get("open"), null);
  for (const value of [undefined, null, 2, "f", true, Symbol("s"), 1n]) {
    handlers.set("open", () => {});
    handlers.set("open", value);
    assert.equal(handlers.get("open"), null);
  }
});

test("an object that cannot be called stays and is not called, not even its handleEvent", () => {
  const { target, handlers, log, note } = fixture();
  const object = { handleEvent: note("handleEvent") };
  handlers.set("open", object);
  assert.equal(handlers.get("open"), object);
  target.dispatchEvent(new Event("open"));
  assert.deepEqual(log, []);
});

test("a handler has its place from when it was first set, also after it was replaced", () => {
  const { target, handlers, log, note } = fixture();
  target.addEventListener("open", note("first"));
  handlers.set("open", note("old"));
  target.addEventListener("open", note("last"));
  handlers.set("open", note("new"));
  target.dispatchEvent(new Event("open"));
  assert.deepEqual(log, ["first", "new", "last"]);
});

test("set to null and set again, it goes to the end", () => {
  const { target, handlers, log, note } = fixture();
  handlers.set("open", note("old"));
  target.addEventListener("open", note("listener"));
  handlers.set("open", null);
  handlers.set("open", note("new"));
  target.dispatchEvent(new Event("open"));
  assert.deepEqual(log, ["listener", "new"]);
});

test("the same function as handler and as listener is called twice; removing the listener leaves the handler", () => {
  const { target, handlers, log, note } = fixture();
  const both = note("both");
  handlers.set("open", both);
  target.addEventListener("open", both);
  target.dispatchEvent(new Event("open"));
  target.removeEventListener("open", both);
  target.dispatchEvent(new Event("open"));
  assert.deepEqual(log, ["both", "both", "both"]);
});

test("a handler gets the event, `this` is the target, and false means preventDefault", () => {
  const { target, handlers } = fixture();
  const seen: unknown[] = [];
  handlers.set("open", function (this: unknown, ...args: unknown[]) {
    seen.push(this, ...args);
    return false;
  });
  const event = new Event("open", { cancelable: true });
  assert.equal(target.dispatchEvent(event), false);
  assert.deepEqual(seen, [target, event]);
});
