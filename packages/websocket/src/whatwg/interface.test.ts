/** The shape that Web IDL gives to the WebSocket interface, and its checks of `this` and of arguments. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { WebSocket } from "./web-socket.ts";

const attributes = ["url", "readyState", "bufferedAmount", "extensions", "protocol", "binaryType"];
const handlers = ["onopen", "onmessage", "onerror", "onclose"];
const constants = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 };

/** A socket that never connects: port 1 is blocked. */
function deadSocket(): WebSocket {
  return new WebSocket("ws://127.0.0.1:1/");
}

test("the interface object: name, length, prototype chain, tag", () => {
  assert.deepEqual([WebSocket.length, Reflect.get(WebSocket, "name")], [1, "WebSocket"]);
  assert.equal(Object.getPrototypeOf(WebSocket), EventTarget);
  assert.equal(Object.getPrototypeOf(WebSocket.prototype), EventTarget.prototype);
  assert.deepEqual(Object.getOwnPropertyDescriptor(WebSocket, "prototype"), {
    value: WebSocket.prototype,
    writable: false,
    enumerable: false,
    configurable: false,
  });
  assert.equal(Object.prototype.toString.call(deadSocket()), "[object WebSocket]");
});

test("constants are on the interface object and on its prototype, and cannot be changed", () => {
  for (const [name, value] of Object.entries(constants)) {
    for (const holder of [WebSocket, WebSocket.prototype]) {
      const expected = { value, writable: false, enumerable: true, configurable: false };
      assert.deepEqual(Object.getOwnPropertyDescriptor(holder, name), expected);
    }
  }
});

test("attributes and operations are enumerable on the prototype, with the right setters and lengths", () => {
  for (const name of [...attributes, ...handlers]) {
    const descriptor = Object.getOwnPropertyDescriptor(WebSocket.prototype, name);
    assert.deepEqual([descriptor?.enumerable, descriptor?.configurable], [true, true], name);
    assert.equal(typeof descriptor?.set, handlers.includes(name) || name === "binaryType" ? "function" : "undefined");
    assert.equal(descriptor?.get?.name, `get ${name}`);
  }
  for (const [name, length] of [
    ["close", 0],
    ["send", 1],
  ] as const) {
    const descriptor = Object.getOwnPropertyDescriptor(WebSocket.prototype, name);
    assert.deepEqual([descriptor?.enumerable, descriptor?.writable, descriptor?.configurable], [true, true, true]);
    assert.deepEqual([descriptor?.value.length, descriptor?.value.name], [length, name]);
  }
});

test("brand checks: every member throws TypeError on what is no WebSocket", () => {
  for (const receiver of [{}, new EventTarget(), undefined, Object.create(WebSocket.prototype)]) {
    for (const name of [...attributes, ...handlers]) {
      const { get, set } = Object.getOwnPropertyDescriptor(WebSocket.prototype, name) ?? {};
      assert.throws(() => get?.call(receiver), TypeError, name);
      if (set !== undefined) assert.throws(() => set.call(receiver, null), TypeError, name);
    }
    assert.throws(() => WebSocket.prototype.close.call(receiver as WebSocket), TypeError);
    assert.throws(() => WebSocket.prototype.send.call(receiver as WebSocket, ""), TypeError);
  }
});

test("new is needed, and one argument", () => {
  assert.throws(() => Reflect.apply(WebSocket as unknown as () => void, undefined, ["ws://a/"]), TypeError);
  assert.throws(() => Reflect.construct(WebSocket, []), TypeError);
  assert.throws(() => Reflect.construct(WebSocket, [Symbol("s")]), TypeError);
  assert.throws(() => Reflect.apply(deadSocket().send, deadSocket(), []), TypeError);
});

test("a subclass is one", () => {
  class Sub extends WebSocket {
    readonly extra = 1;
  }
  const socket = new Sub("ws://127.0.0.1:1/");
  assert.ok(socket instanceof WebSocket);
  assert.deepEqual([socket.extra, socket.url, socket.readyState], [1, "ws://127.0.0.1:1/", 0]);
});

test("binaryType ignores what is not of its enumeration", () => {
  const socket = deadSocket();
  assert.equal(socket.binaryType, "blob");
  Reflect.set(socket, "binaryType", "arraybuffer");
  for (const value of ["nodebuffer", "", null, "BLOB", 1]) Reflect.set(socket, "binaryType", value);
  assert.equal(socket.binaryType, "arraybuffer");
});

test("initial values", () => {
  const socket = deadSocket();
  assert.deepEqual(
    [socket.readyState, socket.bufferedAmount, socket.extensions, socket.protocol, socket.onopen],
    [0, 0, "", "", null],
  );
  Reflect.set(socket, "readyState", 3);
  assert.equal(socket.readyState, 0);
});

test("close: conversions, then InvalidAccessError for the code, then SyntaxError for the reason", () => {
  const invalidAccess = { name: "InvalidAccessError", code: 15 };
  const close = (...args: unknown[]): unknown => Reflect.apply(deadSocket().close, deadSocket(), args);
  for (const code of [0, 999, 1001, 1005, 1006, 2999, 5000, 70000, Number.NaN, null, "x", true, 999.4]) {
    assert.throws(() => close(code), invalidAccess, String(code));
  }
  assert.throws(() => close(1001, "x".repeat(124)), invalidAccess);
  for (const reason of ["x".repeat(124), "ä".repeat(62), "\ud800".repeat(42)]) {
    assert.throws(() => close(1000, reason), { name: "SyntaxError", code: 12 });
    assert.throws(() => close(undefined, reason), { name: "SyntaxError", code: 12 });
  }
  assert.throws(() => close(1000, Symbol("s")), TypeError);
  assert.equal(close(1000, "x".repeat(123)), undefined);
  assert.equal(close("4999", "ä".repeat(61)), undefined);
  assert.equal(close(999.5), undefined, "[Clamp] rounds");
});

test("send while connecting: arguments are converted first, then InvalidStateError", () => {
  const socket = deadSocket();
  assert.throws(() => socket.send("x"), { name: "InvalidStateError", code: 11 });
  assert.throws(() => Reflect.apply(socket.send, socket, [Symbol("s")]), TypeError);
});
