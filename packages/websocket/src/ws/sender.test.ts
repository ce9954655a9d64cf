/** Frames that programs make themselves, and the order of what is sent around Blobs. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "@longwire/testkit";
import { type FrameOptions, type Outlet, Sender } from "./sender.ts";

const KEY = Uint8Array.of(1, 2, 3, 4);
const generateMask = (mask: Buffer): void => mask.set(KEY);

const frames: readonly [name: string, data: string | Uint8Array, options: FrameOptions, hex: string][] = [
  ["text", "€", { opcode: 1, fin: true }, "8103e282ac"],
  ["bytes", Uint8Array.of(1, 2), { opcode: 2, fin: true }, "82020102"],
  ["nothing", "", { opcode: 1, fin: true }, "8100"],
  ["a fragment", "a", { opcode: 1, fin: false }, "010161"],
  ["RSV1", "a", { opcode: 1, fin: true, rsv1: true }, "c10161"],
  ["masked", "ab", { opcode: 1, fin: true, mask: true, generateMask }, "8182010203046060"],
];
for (const [name, data, options, hex] of frames) {
  test(`Sender.frame: ${name}`, () => {
    assert.equal(Buffer.concat(Sender.frame(data, options)).toString("hex"), hex);
  });
}

test("Sender.frame: lengths of 125, 126 and 65536 bytes take 2, 4 and 10 bytes of header", () => {
  const headers = [125, 126, 65_536].map((length) => Sender.frame(Buffer.alloc(length), { opcode: 2 })[0]?.length);
  assert.deepEqual(headers, [2, 4, 10]);
});

test("Sender.frame leaves its input as it was", () => {
  const data = Buffer.from("ab");
  Sender.frame(data, { opcode: 2, mask: true, generateMask, readOnly: false });
  assert.equal(String(data), "ab");
});

class Log implements Outlet {
  readonly lines: string[] = [];
  isGone = false;

  message(data: string | Uint8Array): void {
    this.lines.push(`message ${typeof data === "string" ? data : Buffer.from(data)}`);
  }

  control(kind: string, payload: Uint8Array): void {
    this.lines.push(`${kind} ${Buffer.from(payload)}`);
  }

  close(code: number | undefined, reason: string): void {
    this.lines.push(`close ${code} ${reason}`);
  }

  frames(all: readonly Uint8Array[]): void {
    this.lines.push(`frames ${all.length}`);
  }

  failed(error: Error): void {
    this.lines.push(`failed ${error.message}`);
  }
}

const options = { binary: true, fin: true, mask: false, compress: true };

test("everything after a Blob waits for it, and counts as buffered until then", async () => {
  const log = new Log();
  const sender = new Sender(log);
  sender.send("first", options);
  sender.send(new Blob(["blob"]), options);
  sender.send("behind", options);
  sender.ping(new Blob(["p"]), false);
  sender.close(1000, "end");
  assert.deepEqual(log.lines, ["message first"]);
  assert.equal(sender.bufferedBytes, 11);
  await until("the Blobs are read", () => log.lines.length === 5);
  assert.deepEqual(log.lines, ["message first", "message blob", "message behind", "ping p", "close 1000 end"]);
  assert.equal(sender.bufferedBytes, 0);
});

test("when the socket goes while a Blob is read, everybody who waits is told", async () => {
  const log = new Log();
  const sender = new Sender(log);
  const told: (string | undefined)[] = [];
  sender.send(new Blob(["blob"]), options, (error) => told.push(error?.message));
  sender.send("behind", options, (error) => told.push(error?.message));
  log.isGone = true;
  await until("both are told", () => told.length === 2);
  const message = "The socket was closed while the blob was being read";
  assert.deepEqual(told, [message, message]);
  assert.deepEqual(log.lines, []);
});

test("a Blob that cannot be read is the end of the socket", async () => {
  const log = new Log();
  const blob = Object.assign(new Blob(["x"]), { arrayBuffer: () => Promise.reject(new Error("unreadable")) });
  const told: (string | undefined)[] = [];
  new Sender(log).send(blob, options, (error) => told.push(error?.message));
  await until("it is told", () => told.length === 1);
  assert.deepEqual(log.lines, ["failed unreadable"]);
  assert.deepEqual(told, ["unreadable"]);
});

const refused: readonly [name: string, act: (sender: Sender) => void, error: RegExp][] = [
  ["a Ping over 125 bytes", (sender) => sender.ping("x".repeat(126), false), /^RangeError: The data size/],
  ["a Pong over 125 bytes", (sender) => sender.pong(Buffer.alloc(126), false), /^RangeError: The data size/],
  ["close code 1004", (sender) => sender.close(1004, ""), /^TypeError: First argument/],
  ["a reason over 123 bytes", (sender) => sender.close(1000, "é".repeat(62)), /^RangeError: The message must not/],
  ["an object that is no data", (sender) => sender.send({}, options), /^TypeError/],
];
for (const [name, act, error] of refused) {
  test(`refused at once: ${name}`, () => {
    const log = new Log();
    assert.throws(() => act(new Sender(log)), error);
    assert.deepEqual(log.lines, []);
  });
}
