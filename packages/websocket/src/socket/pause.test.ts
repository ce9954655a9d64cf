import assert from "node:assert/strict";
import { once } from "node:events";
import { it } from "node:test";
import { encodeRawFrame, turns, until } from "@longwire/testkit";
import { describeOn } from "../testing/server-paths.ts";
import { serverSides } from "../testing/sides.ts";

const MASKING_KEY = Uint8Array.of(5, 6, 7, 8);

function masked(opcode: number, text = ""): Uint8Array {
  return encodeRawFrame({ opcode, payload: Buffer.from(text), maskingKey: MASKING_KEY });
}

const chunk = Buffer.concat(["a", "b", "c", "d"].map((text) => masked(1, text)));

describeOn(serverSides, "pause and resume", { timeout: 10_000 }, ({ open }) => {
  it("take effect at once, also within the messages of one packet", async (t) => {
    const [socket, peer] = await open(t);
    const seen: string[] = [];
    socket.on("message", (data) => {
      seen.push(String(data));
      if (data === "b") socket.pause();
    });
    peer.write(chunk);
    await until("it is paused", () => socket.isPaused);
    await turns(20);
    assert.deepEqual(seen, ["a", "b"]);
    socket.resume();
    assert.equal(socket.isPaused, false);
    // Not within the call: the caller has not finished yet.
    assert.deepEqual(seen, ["a", "b"]);
    await until("all are there", () => seen.length === 4);
    assert.deepEqual(seen, ["a", "b", "c", "d"]);
  });

  it("may be called at every message without loss or reordering", async (t) => {
    const [socket, peer] = await open(t);
    const seen: string[] = [];
    socket.on("message", (data) => {
      seen.push(String(data));
      socket.pause();
      if (seen.length % 3 === 0) socket.resume();
      else setImmediate(() => socket.resume());
    });
    for (let i = 0; i < 50; i += 1) peer.write(Buffer.concat([masked(1, String(2 * i)), masked(1, String(2 * i + 1))]));
    await until("all are there", () => seen.length === 100);
    assert.deepEqual(
      seen,
      Array.from({ length: 100 }, (_, i) => String(i)),
    );
  });

  it("slow the peer down by TCP, and what arrived before is not lost", async (t) => {
    const [socket, peer] = await open(t);
    let received = 0;
    socket.on("message", () => {
      received += 1;
    });
    socket.pause();
    const message = masked(2, "x".repeat(100_000));
    const total = 200;
    for (let i = 0; i < total; i += 1) peer.write(message);
    await until("the peer is stuck", () => peer.socket.writableLength > 0);
    const stuckAt = peer.socket.bytesWritten;
    await turns(20);
    assert.equal(peer.socket.bytesWritten, stuckAt);
    assert.equal(received, 0);
    socket.resume();
    await until("all are there", () => received === total);
  });

  it("hold back Pings, Close and the end until reading goes on", async (t) => {
    const [socket, peer] = await open(t);
    const events: string[] = [];
    socket.on("ping", () => events.push("ping"));
    socket.on("close", (code) => events.push(`close ${code}`));
    socket.pause();
    peer.write(Buffer.concat([masked(9), masked(8)]));
    peer.end();
    await turns(20);
    assert.deepEqual([events, socket.readyState], [[], 1]);
    socket.resume();
    await socket.closed;
    assert.deepEqual(events, ["ping", "close 1005"]);
  });

  it("can be sent on meanwhile, and be terminated", async (t) => {
    const [socket, peer] = await open(t);
    socket.pause();
    socket.send("still here");
    assert.equal(Buffer.from((await peer.readFrame()).payload).toString(), "still here");
    socket.terminate();
    assert.equal((await socket.closed).code, 1006);
    socket.pause();
    socket.resume();
    assert.equal(socket.readyState, 3);
  });
});

describeOn(serverSides, "for await", { timeout: 10_000 }, ({ open }) => {
  it("gives all messages in order and ends with the connection", async (t) => {
    const [socket, peer] = await open(t);
    peer.write(chunk);
    peer.write(masked(2, "bin"));
    peer.write(encodeRawFrame({ opcode: 8, payload: Buffer.of(3, 232), maskingKey: MASKING_KEY }));
    peer.end();
    const seen: unknown[] = [];
    for await (const { data, isBinary } of socket) seen.push([String(data), isBinary]);
    assert.deepEqual(seen, [
      ["a", false],
      ["b", false],
      ["c", false],
      ["d", false],
      ["bin", true],
    ]);
    assert.equal(socket.readyState, 3);
    for await (const _ of socket) assert.fail("a message after the end");
  });

  it("pauses the peer while the loop is slow", async (t) => {
    const [socket, peer] = await open(t);
    const iterator = socket[Symbol.asyncIterator]();
    const total = 300;
    const message = masked(1, "x".repeat(100_000));
    for (let i = 0; i < total; i += 1) peer.write(message);
    await until("it is paused", () => socket.isPaused);
    await until("the peer is stuck", () => peer.socket.writableLength > 1_000_000);
    for (let i = 0; i < total; i += 1) {
      const { value, done } = await iterator.next();
      assert.ok(done !== true && value.data.toString().length === 100_000);
    }
    assert.equal(socket.isPaused, false);
  });

  it("left early leaves the socket open and reading", async (t) => {
    const [socket, peer] = await open(t);
    peer.write(Buffer.concat(Array.from({ length: 40 }, (_, i) => masked(1, String(i)))));
    for await (const { data } of socket) if (data === "3") break;
    assert.equal(socket.readyState, 1);
    assert.equal(socket.isPaused, false);
    assert.equal(socket.listenerCount("message"), 0);
    const next = once(socket, "message");
    peer.write(masked(1, "later"));
    let [data] = await next;
    while (data !== "later") [data] = await once(socket, "message");
    peer.write(masked(1, "again"));
    for await (const message of socket) {
      assert.equal(message.data, "again");
      break;
    }
  });

  it("serves several readers at once, and ends all that wait", async (t) => {
    const [socket, peer] = await open(t);
    const iterator = socket[Symbol.asyncIterator]();
    const reads = [iterator.next(), iterator.next(), iterator.next()];
    peer.write(Buffer.concat([masked(1, "a"), masked(1, "b")]));
    assert.deepEqual(
      (await Promise.all(reads.slice(0, 2))).map(({ value }) => value.data),
      ["a", "b"],
    );
    peer.reset();
    assert.deepEqual(await reads[2], { value: undefined, done: true });
    assert.deepEqual(await iterator.next(), { value: undefined, done: true });
  });
});
