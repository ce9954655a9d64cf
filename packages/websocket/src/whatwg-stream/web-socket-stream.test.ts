/**
 * WebSocketStream against a server in the test's hands: promises, streams, backpressure both ways, ends. On one path: the class
 * has no option that chooses another, and it opens and reads as `../client` and `../socket` do, whose tests run on all of them.
 */
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { type RawPeer, RawServer, until } from "@longwire/testkit";
import { WebSocketError } from "./web-socket-error.ts";
import { WebSocketStream } from "./web-socket-stream.ts";
import type { WebSocketOpenInfo } from "./web-socket-stream-interface.ts";

const running: { server?: RawServer } = {};

beforeEach(async () => {
  running.server = await RawServer.listen();
});

afterEach(async () => {
  await running.server?.close();
});

function server(): RawServer {
  assert.ok(running.server);
  return running.server;
}

interface Opened extends WebSocketOpenInfo {
  readonly stream: WebSocketStream;
  readonly peer: RawPeer;
}

async function open(): Promise<Opened> {
  const stream = new WebSocketStream(server().url());
  const peer = await server().nextPeer();
  await peer.acceptUpgrade();
  return { ...(await stream.opened), stream, peer };
}

function text(value: string): { opcode: number; payload: Uint8Array } {
  return { opcode: 1, payload: Buffer.from(value) };
}

const close4000 = { opcode: 8, payload: Buffer.from([0x0f, 0xa0, 0x78]) };

/** What a promise rejects with. */
function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => assert.fail("it should have been rejected"),
    (reason: unknown) => reason,
  );
}

/** Lets the event loop turn: time enough for what would happen at once. */
async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** Answers a Close and ends. */
async function answerClose(peer: RawPeer): Promise<{ readonly code: number | undefined; readonly reason: string }> {
  const close = await peer.readClose();
  peer.sendUnmasked(close4000);
  peer.end();
  return close;
}

test("the constructor's arguments: TypeError for wrong types, SyntaxError for URL and subprotocols", () => {
  const construct = (...args: unknown[]): unknown => Reflect.construct(WebSocketStream, args);
  for (const args of [[], ["ws://a/", true], ["ws://a/", { protocols: "x" }], ["ws://a/", { signal: {} }]]) {
    assert.throws(() => construct(...args), TypeError);
  }
  assert.throws(() => construct("ftp://a/"), { name: "SyntaxError" });
  assert.throws(() => construct("ws://a/", { protocols: ["a", "A"] }), { name: "SyntaxError" });
});

test("the shape of an interface; promises reject on what is no WebSocketStream, the rest throws", async () => {
  assert.deepEqual([WebSocketStream.length, WebSocketStream.prototype.close.length], [1, 0]);
  assert.equal(Reflect.get(WebSocketStream.prototype, Symbol.toStringTag), "WebSocketStream");
  await assert.rejects(Reflect.get(WebSocketStream.prototype, "opened"), TypeError);
  await assert.rejects(Reflect.get(WebSocketStream.prototype, "closed"), TypeError);
  assert.throws(() => Reflect.get(WebSocketStream.prototype, "url"), TypeError);
  assert.throws(() => WebSocketStream.prototype.close.call({} as WebSocketStream), TypeError);
});

test("messages both ways: strings are text, bytes are binary with memory of their own", async () => {
  const stream = new WebSocketStream(server().url("/a"), { protocols: ["p"] });
  assert.equal(stream.url, server().url("/a"));
  const peer = await server().nextPeer();
  await peer.acceptUpgrade("Sec-WebSocket-Protocol: p");
  const { readable, writable, protocol, extensions } = await stream.opened;
  assert.deepEqual([protocol, extensions], ["p", ""]);
  const writer = writable.getWriter();
  for (const [chunk, opcode, payload] of [
    ["ä", 1, [195, 164]],
    [Uint8Array.of(1), 2, [1]],
    [new DataView(Uint8Array.of(1, 2, 3).buffer, 1), 2, [2, 3]],
    [Uint8Array.of(4).buffer, 2, [4]],
    [5 as unknown as string, 1, [53]],
  ] as const) {
    await writer.write(chunk);
    const frame = await peer.readFrame();
    assert.deepEqual([frame.opcode, [...frame.payload]], [opcode, payload]);
  }
  const reader = readable.getReader();
  peer.sendUnmasked(text("x"));
  assert.equal((await reader.read()).value, "x");
  peer.sendUnmasked({ opcode: 2, payload: Uint8Array.of(7) });
  const { value } = await reader.read();
  assert.ok(value instanceof Uint8Array && !Buffer.isBuffer(value));
  assert.deepEqual([value[0], value.length, value.buffer.byteLength], [7, 1, 1]);
  stream.close();
});

test("backpressure from the reader: while a message waits, the server cannot go on", async () => {
  const { readable, peer, stream } = await open();
  const bytes = 32 * 1024 * 1024;
  const chunk = new Uint8Array(1024 * 1024);
  for (let sent = 0; sent < bytes; sent += chunk.length) peer.sendUnmasked({ opcode: 2, payload: chunk });
  let waiting = -1;
  // What the kernel takes is taken in the first turns; then nothing moves.
  await until("the server stands still", () => {
    const before = waiting;
    waiting = peer.socket.writableLength;
    return waiting > 0 && waiting === before;
  });
  await turns(50);
  assert.ok(peer.socket.writableLength > 4 * 1024 * 1024, "most of it waits at the server");
  const reader = readable.getReader();
  for (let read = 0; read < bytes; ) read += ((await reader.read()).value as Uint8Array).length;
  assert.equal(peer.socket.writableLength, 0);
  stream.close();
});

test("backpressure from the server: a write ends when the network has taken the message", async () => {
  const { writable, peer, stream } = await open();
  peer.socket.pause();
  const writer = writable.getWriter();
  let isDone = false;
  const write = writer.write(new Uint8Array(64 * 1024 * 1024)).then(() => {
    isDone = true;
  });
  await turns(50);
  assert.deepEqual([isDone, writer.desiredSize], [false, 0]);
  peer.socket.resume();
  await write;
  stream.close();
});

test("close sends code and reason; `closed` tells what the server said", async () => {
  for (const [info, code, reason] of [
    [undefined, undefined, ""],
    [{ closeCode: 3456, reason: "r" }, 3456, "r"],
    [{ reason: "r" }, 1000, "r"],
  ] as const) {
    const { stream, peer, readable, writable } = await open();
    if (info === undefined) stream.close();
    else stream.close(info);
    assert.deepEqual(await answerClose(peer), { code, reason });
    assert.deepEqual(await stream.closed, { closeCode: 4000, reason: "x" });
    assert.equal((await readable.getReader().read()).done, true);
    await assert.rejects(writable.getWriter().ready, { name: "InvalidStateError" });
  }
});

test("close: a wrong argument throws and closes nothing", async () => {
  const { stream } = await open();
  assert.throws(() => Reflect.apply(stream.close, stream, [true]), TypeError);
  assert.throws(() => stream.close({ closeCode: 1001 }), { name: "InvalidAccessError" });
  assert.throws(() => stream.close({ reason: "x".repeat(124) }), { name: "SyntaxError" });
  stream.close({ closeCode: 1000 });
});

test("the server closes: what arrived can still be read", async () => {
  const { stream, peer, readable } = await open();
  peer.sendUnmasked(text("last"));
  const reader = readable.getReader();
  assert.equal((await reader.read()).value, "last");
  peer.sendUnmasked(close4000);
  await peer.readClose();
  peer.end();
  assert.deepEqual(await stream.closed, { closeCode: 4000, reason: "x" });
  assert.equal((await reader.read()).done, true);
});

test("a lost connection is one WebSocketError for promise, reader and writer", async () => {
  const { stream, peer, readable, writable } = await open();
  peer.destroy();
  const error = await failure(stream.closed);
  assert.ok(error instanceof WebSocketError);
  assert.equal(error.closeCode, 1006);
  await assert.rejects(readable.getReader().read(), (reason) => reason === error);
  await assert.rejects(writable.getWriter().ready, (reason) => reason === error);
});

test("the server closes in the middle of a write: not clean, and the write rejects", async () => {
  const { stream, peer, writable } = await open();
  const write = writable.getWriter().write(new Uint8Array(32 * 1024 * 1024));
  write.catch(() => undefined);
  // Its Close is read long before 32 MiB have gone the other way.
  peer.sendUnmasked(close4000);
  peer.end();
  const error = await failure(stream.closed);
  assert.ok(error instanceof WebSocketError);
  assert.equal(error.closeCode, 4000);
  await assert.rejects(write, (reason) => reason === error);
});

test("closing the writer closes the connection, and is done when it has closed", async () => {
  const { stream, peer, writable } = await open();
  let isDone = false;
  const closing = writable
    .getWriter()
    .close()
    .then(() => {
      isDone = true;
    });
  const close = await peer.readClose();
  assert.deepEqual([close.code, isDone], [undefined, false]);
  peer.sendUnmasked({ opcode: 8 });
  peer.end();
  await closing;
  assert.deepEqual(await stream.closed, { closeCode: 1005, reason: "" });
});

for (const [method, act] of [
  ["abort", (opened: Opened, reason: unknown) => opened.writable.abort(reason)],
  ["cancel", (opened: Opened, reason: unknown) => opened.readable.cancel(reason)],
] as const) {
  test(`${method}: a WebSocketError says what to close with, anything else nothing`, async () => {
    for (const [reason, code, text] of [
      [undefined, undefined, ""],
      [{ closeCode: 3333, reason: "no" }, undefined, ""],
      [new WebSocketError("", { closeCode: 3333 }), 3333, ""],
      [new WebSocketError("", { reason: "r" }), 1000, "r"],
      [new WebSocketError("", { closeCode: 3456, reason: "r" }), 3456, "r"],
    ] as const) {
      const opened = await open();
      void act(opened, reason);
      assert.deepEqual(await answerClose(opened.peer), { code, reason: text });
      assert.deepEqual(await opened.stream.closed, { closeCode: 4000, reason: "x" });
    }
  });
}

test("while connecting: close and a failed handshake reject both promises with WebSocketErrors", async () => {
  const early = new WebSocketStream(server().url());
  early.close();
  const blocked = new WebSocketStream("ws://127.0.0.1:1/");
  for (const stream of [early, blocked]) {
    await assert.rejects(stream.opened, (error) => error instanceof WebSocketError && error.closeCode === 1006);
    await assert.rejects(stream.closed, (error) => error instanceof WebSocketError);
  }
});

test("signal: aborted before, nothing connects; aborted while connecting, both promises reject with its reason", async () => {
  const reason = new Error("enough");
  const before = new WebSocketStream(server().url(), { signal: AbortSignal.abort(reason) });
  await assert.rejects(before.opened, reason);
  await assert.rejects(before.closed, reason);
  assert.equal(server().count, 0);
  const controller = new AbortController();
  const during = new WebSocketStream(server().url(), { signal: controller.signal });
  const peer = await server().nextPeer();
  controller.abort(reason);
  await assert.rejects(during.opened, reason);
  await assert.rejects(during.closed, reason);
  await peer.ended;
});

test("signal: once open it does nothing", async () => {
  const controller = new AbortController();
  const stream = new WebSocketStream(server().url(), { signal: controller.signal });
  const peer = await server().nextPeer();
  await peer.acceptUpgrade();
  const { readable } = await stream.opened;
  controller.abort();
  peer.sendUnmasked(text("still here"));
  assert.equal((await readable.getReader().read()).value, "still here");
  stream.close();
});
