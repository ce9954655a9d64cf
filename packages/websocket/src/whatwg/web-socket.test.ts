/**
 * What a script sees of a connection: states, events and their order, against a server in the test's hands. On one path: the class
 * has no option that chooses another, and it opens and reads as `../client` and `../socket` do, whose tests run on all of them.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { openAsBlob } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { promisify } from "node:util";
import { type RawPeer, RawServer, until } from "@longwire/testkit";
import type { CloseEvent } from "./close-event.ts";
import { createWebSocket } from "./create-web-socket.ts";
import { WebSocket } from "./web-socket.ts";

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

/** Connects, and accepts. */
async function open(...lines: string[]): Promise<{ socket: WebSocket; peer: RawPeer }> {
  const socket = new WebSocket(server().url());
  const peer = await server().nextPeer();
  await peer.acceptUpgrade(...lines);
  await once(socket, "open");
  return { socket, peer };
}

async function closed(socket: WebSocket): Promise<[code: number, reason: string, wasClean: boolean]> {
  const [event] = (await once(socket, "close")) as [CloseEvent];
  return [event.code, event.reason, event.wasClean];
}

function text(value: string): { opcode: number; payload: Uint8Array } {
  return { opcode: 1, payload: Buffer.from(value) };
}

test("a blocked port fails later, as a server that is not there: error, then close with 1006", async () => {
  for (const url of ["ws://127.0.0.1:1/", "wss://127.0.0.1:6000/", "ws://127.0.0.1:10080/"]) {
    const log: string[] = [];
    const socket = new WebSocket(url);
    socket.onerror = () => log.push(`error ${socket.readyState}`);
    assert.equal(socket.readyState, 0);
    assert.deepEqual(await closed(socket), [1006, "", false]);
    assert.deepEqual(log, ["error 3"]);
  }
});

test("a host that no header can name fails later too", async () => {
  const socket = new WebSocket("ws://a!b.invalid/");
  assert.equal((await closed(socket))[0], 1006);
});

test("events are those of the platform, trusted, and tell the target and the origin", async () => {
  const { socket, peer } = await open();
  peer.sendUnmasked(text("x"));
  const [event] = (await once(socket, "message")) as [MessageEvent];
  assert.ok(event instanceof MessageEvent);
  assert.deepEqual([event.data, event.origin], ["x", `ws://127.0.0.1:${server().port}`]);
  assert.deepEqual([event.target, event.isTrusted, event.bubbles, event.cancelable], [socket, true, false, false]);
  assert.equal(Object.getOwnPropertyDescriptor(event, "isTrusted")?.configurable, false);
  socket.close();
});

test("an ArrayBuffer is the message and nothing of the memory around it", async () => {
  const { socket, peer } = await open();
  socket.binaryType = "arraybuffer";
  for (const size of [0, 3, 5000, 70_000]) {
    const payload = new Uint8Array(size).fill(7);
    peer.sendUnmasked({ opcode: 2, payload });
    const [{ data }] = (await once(socket, "message")) as [MessageEvent];
    assert.deepEqual(new Uint8Array(data), payload);
  }
  socket.close();
});

test("an exception in a handler is reported as uncaught, and the next event comes", async () => {
  // In a process of its own: the test runner takes uncaught exceptions for failures.
  const program = `
    import { WebSocket } from ${JSON.stringify(new URL("web-socket.ts", import.meta.url).href)};
    process.on("uncaughtException", (error) => console.log("uncaught", error.message));
    const socket = new WebSocket("ws://127.0.0.1:1/");
    socket.onerror = () => { throw new Error("of the handler"); };
    socket.onclose = (event) => console.log("close", event.code);
  `;
  const flags = ["--conditions=@longwire/source", "--no-warnings", "--input-type=module", "--eval", program];
  const { stdout } = await promisify(execFile)(process.execPath, flags, { timeout: 20_000 });
  assert.equal(stdout, "uncaught of the handler\nclose 1006\n");
});

test("each event is a task: microtasks and ticks run between two messages, and between error and close", async () => {
  const { socket, peer } = await open();
  const log: string[] = [];
  for (const type of ["message", "error", "close"]) {
    socket.addEventListener(type, () => {
      log.push(type);
      Promise.resolve()
        .then(() => log.push("microtask"))
        .then(() => log.push("its own"));
      process.nextTick(() => log.push("tick"));
    });
  }
  peer.socket.cork();
  peer.sendUnmasked(text("1"));
  peer.sendUnmasked(text("2"));
  peer.sendUnmasked({ opcode: 3 });
  peer.socket.uncork();
  await closed(socket);
  await new Promise((resolve) => setImmediate(resolve));
  const after = ["tick", "microtask", "its own"];
  assert.deepEqual(log, ["message", ...after, "message", ...after, "error", ...after, "close", ...after]);
});

test("messages that came together are answered in one write", async () => {
  const writes: number[] = [];
  const tap = { onReceived: () => {}, onSent: (bytes: Uint8Array) => writes.push(bytes.length) };
  const socket = createWebSocket(server().url(), [], { tap });
  const peer = await server().nextPeer();
  await peer.acceptUpgrade();
  await once(socket, "open");
  socket.onmessage = () => socket.send("answer");
  peer.socket.cork();
  for (const value of ["1", "2", "3"]) peer.sendUnmasked(text(value));
  peer.socket.uncork();
  for (let i = 0; i < 3; i += 1) assert.equal(Buffer.from((await peer.readFrame()).payload).toString(), "answer");
  assert.deepEqual(writes, [3 * (2 + 4 + 6)]);
  socket.close();
});

test("bufferedAmount counts UTF-8 bytes, falls in a later task only, and never after the end", async () => {
  const { socket, peer } = await open();
  socket.send("aä");
  socket.send(Uint8Array.of(1, 2));
  socket.send(new Blob(["abc"]));
  assert.equal(socket.bufferedAmount, 8);
  await Promise.resolve();
  await new Promise<void>((resolve) => process.nextTick(resolve));
  assert.equal(socket.bufferedAmount, 8);
  await until("all is written", () => socket.bufferedAmount === 0);
  for (let i = 0; i < 3; i += 1) await peer.readFrame();
  socket.close();
  socket.send("after");
  socket.send(new Blob(["12"]));
  assert.equal(socket.bufferedAmount, 7);
  await peer.readClose();
  peer.destroy();
  await closed(socket);
  socket.send(new Uint8Array(3));
  assert.equal(socket.bufferedAmount, 10);
});

test("what is sent may change after the call, also where it waits for a Blob", async () => {
  const { socket, peer } = await open();
  const bytes = Buffer.from([1, 2]);
  socket.send(bytes);
  socket.send(new Blob([Uint8Array.of(3)]));
  socket.send(bytes);
  bytes.fill(9);
  const frames = [await peer.readFrame(), await peer.readFrame(), await peer.readFrame()];
  assert.deepEqual(
    frames.map(({ payload }) => [...payload]),
    [[1, 2], [3], [1, 2]],
  );
  socket.close();
});

test("a Blob that cannot be read fails the connection, and nothing behind it is sent", async () => {
  const { socket, peer } = await open();
  const folder = await mkdtemp(join(tmpdir(), "longwire-blob-"));
  const path = join(folder, "file");
  await writeFile(path, "before");
  const blob = await openAsBlob(path);
  await rm(folder, { recursive: true });
  const errors = once(socket, "error");
  socket.send(blob);
  socket.send("behind it");
  await errors;
  assert.equal(socket.readyState, 3);
  await peer.ended;
  assert.equal((await peer.readToEnd()).length, 0);
});

test("close waits for what was sent; a Close without code has no body, a reason alone goes with 1000", async () => {
  for (const [args, code, reason] of [
    [[], undefined, ""],
    [[undefined, ""], undefined, ""],
    [[undefined, "why"], 1000, "why"],
    [[3000, "ä\ud800"], 3000, "ä\ufffd"],
  ] as const) {
    const { socket, peer } = await open();
    socket.send(new Blob(["first"]));
    Reflect.apply(socket.close, socket, args);
    assert.equal(socket.readyState, 2);
    assert.equal((await peer.readFrame()).opcode, 2);
    const frame = await peer.readFrame();
    assert.equal(frame.opcode, 8);
    const body = code === undefined ? 0 : 2 + Buffer.byteLength(reason);
    assert.equal(frame.payload.length, body);
    peer.sendUnmasked({ opcode: 8, payload: Uint8Array.of(0x0f, 0xa0) });
    peer.end();
    assert.deepEqual(await closed(socket), [4000, "", true]);
  }
});

test("frames and Close right behind the handshake's answer: open comes first", async () => {
  const socket = new WebSocket(server().url());
  const log: string[] = [];
  for (const type of ["open", "message", "close"]) socket.addEventListener(type, () => log.push(type));
  const peer = await server().nextPeer();
  peer.socket.cork();
  await peer.acceptUpgrade();
  peer.sendUnmasked(text("x"));
  peer.sendUnmasked({ opcode: 8 });
  peer.socket.uncork();
  peer.end();
  assert.deepEqual(await closed(socket), [1005, "", true]);
  assert.deepEqual(log, ["open", "message", "close"]);
});

test("close between the handshake's end and the open event fails the connection, and open does not come", async () => {
  const socket = new WebSocket(server().url());
  const log: string[] = [];
  for (const type of ["open", "error", "close"]) socket.addEventListener(type, () => log.push(type));
  const peer = await server().nextPeer();
  await peer.acceptUpgrade();
  socket.close();
  assert.deepEqual(await closed(socket), [1006, "", false]);
  assert.deepEqual(log, ["error", "close"]);
});

test("RFC 6455 §4.1: a second socket to the same server connects after the first", async () => {
  const first = new WebSocket(server().url("/1"));
  const second = new WebSocket(server().url("/2"));
  const peer = await server().nextPeer();
  assert.match(await peer.readHead(), /^GET \/1 /);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(server().count, 1);
  peer.destroy();
  assert.equal((await closed(first))[0], 1006);
  const next = await server().nextPeer();
  assert.match(await next.acceptUpgrade(), /^GET \/2 /);
  await once(second, "open");
  second.close();
});

test("an answer without one of the subprotocols that were offered fails the connection", async () => {
  const socket = new WebSocket(server().url(), ["a", "b"]);
  const peer = await server().nextPeer();
  await peer.acceptUpgrade();
  assert.deepEqual(await closed(socket), [1006, "", false]);
});

test("flagged as full: over maxBufferedBytes the next message fails the connection", async () => {
  const socket = createWebSocket(server().url(), [], { limits: { maxBufferedBytes: 1000 } });
  const peer = await server().nextPeer();
  await peer.acceptUpgrade();
  await once(socket, "open");
  const errors = once(socket, "error");
  socket.send(new Uint8Array(1001));
  socket.send("one too many");
  assert.equal(socket.bufferedAmount, 1013);
  await errors;
  assert.equal(socket.readyState, 3);
});

test("createWebSocket: headers and origin go with the request; wrong options throw", async () => {
  const options = { headers: { "X-Token": "t" }, origin: "https://o.example", baseUrl: server().url("/base/") };
  const socket = createWebSocket("chat", "p", options);
  const peer = await server().nextPeer();
  const head = await peer.acceptUpgrade("Sec-WebSocket-Protocol: p");
  assert.match(head, /^GET \/base\/chat /);
  assert.match(head, /X-Token: t\r\n/);
  assert.match(head, /Origin: https:\/\/o\.example\r\n/);
  await once(socket, "open");
  assert.deepEqual([socket.protocol, socket instanceof WebSocket], ["p", true]);
  socket.close();
  assert.throws(() => createWebSocket("ws://a/", [], { headers: { "a b": "" } }), { code: "ERR_INVALID_ARGUMENT" });
  assert.throws(() => createWebSocket("ws://a/", [], { baseUrl: "x" }), { code: "ERR_INVALID_ARGUMENT" });
});
