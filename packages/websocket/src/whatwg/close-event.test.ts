import assert from "node:assert/strict";
import { test } from "node:test";
import { CloseEvent, type CloseEventConstructor, createCloseEventInterface } from "./close-event.ts";

const interfaces: readonly (readonly [string, CloseEventConstructor])[] = [
  ["the platform's", CloseEvent],
  ["our own", createCloseEventInterface()],
];

for (const [whose, Interface] of interfaces) {
  test(`CloseEvent, ${whose}: members, defaults and conversions`, () => {
    const empty = new Interface("close");
    assert.deepEqual([empty.type, empty.wasClean, empty.code, empty.reason], ["close", false, 0, ""]);
    assert.ok(empty instanceof Event);
    const init: object = { wasClean: 1, code: 70000, reason: "a\ud800", cancelable: true };
    const event = new Interface("x", init);
    assert.deepEqual([event.wasClean, event.code, event.reason], [true, 4464, "a\ufffd"]);
    assert.equal(event.cancelable, true);
  });

  test(`CloseEvent, ${whose}: the shape of an interface`, () => {
    assert.equal(Interface.length, 1);
    assert.equal(Reflect.get(Interface, "name"), "CloseEvent");
    assert.equal(Object.prototype.toString.call(new Interface("a")), "[object CloseEvent]");
    for (const name of ["wasClean", "code", "reason"]) {
      const descriptor = Object.getOwnPropertyDescriptor(Interface.prototype, name);
      assert.deepEqual([descriptor?.enumerable, descriptor?.configurable, descriptor?.set], [true, true, undefined]);
      assert.throws(() => Reflect.get(Interface.prototype, name), TypeError);
    }
    assert.throws(() => Reflect.construct(Interface, []), TypeError);
    assert.throws(() => Reflect.construct(Interface, ["a", 5]), TypeError);
    assert.throws(() => Reflect.apply(Interface as unknown as () => void, undefined, ["a"]), TypeError);
  });
}

test("the platform's CloseEvent is used where there is one", () => {
  assert.equal(CloseEvent, Reflect.get(globalThis, "CloseEvent") ?? CloseEvent);
});
