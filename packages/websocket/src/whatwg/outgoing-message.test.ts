import assert from "node:assert/strict";
import { test } from "node:test";
import { runInNewContext } from "node:vm";
import { messageBytes, toOutgoingMessage } from "./outgoing-message.ts";

function bytesOf(data: unknown): number[] {
  const message = toOutgoingMessage(data);
  assert.ok(message instanceof Uint8Array);
  return [...message];
}

test("a view is exactly its own bytes, an ArrayBuffer all of its bytes, whatever realm it is of", () => {
  const buffer = Uint8Array.of(1, 2, 3, 4).buffer;
  assert.deepEqual(bytesOf(buffer), [1, 2, 3, 4]);
  assert.deepEqual(bytesOf(new DataView(buffer, 1, 2)), [2, 3]);
  assert.deepEqual(bytesOf(new Uint16Array(buffer, 2)), [3, 4]);
  assert.deepEqual(bytesOf(runInNewContext("new Uint8Array([5, 6]).buffer")), [5, 6]);
  assert.deepEqual(bytesOf(runInNewContext("new Float64Array(0)")), []);
});

test("a detached buffer is an empty message", () => {
  const buffer = new ArrayBuffer(4);
  const view = new Uint8Array(buffer);
  structuredClone(buffer, { transfer: [buffer] });
  assert.deepEqual(bytesOf(buffer), []);
  assert.deepEqual(bytesOf(view), []);
});

test("Web IDL: memory that is shared or resizable is refused; a SharedArrayBuffer itself is no BufferSource, so a string", () => {
  const resizable = new ArrayBuffer(2, { maxByteLength: 4 });
  for (const data of [resizable, new Uint8Array(resizable), new Uint8Array(new SharedArrayBuffer(2))]) {
    assert.throws(() => toOutgoingMessage(data), TypeError);
  }
  assert.equal(toOutgoingMessage(new SharedArrayBuffer(2)), "[object SharedArrayBuffer]");
});

test("anything else is a string", () => {
  assert.equal(toOutgoingMessage(null), "null");
  assert.equal(toOutgoingMessage(undefined), "undefined");
  assert.equal(toOutgoingMessage(new URL("ws://a/")), "ws://a/");
  assert.throws(() => toOutgoingMessage(Symbol("s")), TypeError);
});

test("sizes are those of the application's data: UTF-8 of text, a lone surrogate as U+FFFD, the true size of a Blob", () => {
  assert.equal(messageBytes("aä\u20ac\u{1f600}"), 10);
  assert.equal(messageBytes("\ud800"), 3);
  assert.equal(messageBytes(Uint8Array.of(1, 2)), 2);
  const liar = Object.defineProperty(new Blob(["abc"]), "size", { value: 99 });
  assert.equal(messageBytes(liar), 3);
});
