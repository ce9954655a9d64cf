import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { encodeRawFrame, until } from "@longwire/testkit";
import { ClosedError } from "../closed-error.ts";
import { sides } from "../testing/sides.ts";
import type { OutgoingData } from "./outgoing-data.ts";
import { PreparedMessage } from "./prepared-message.ts";

for (const { name, role: side, isSecure, open } of sides) {
  describe(`send, on a ${name}`, { timeout: 10_000 }, () => {
    it("takes strings and every kind of bytes, whole and in order", async (t) => {
      const [socket, peer] = await open(t);
      const bytes = Uint8Array.of(9, 1, 2, 3, 4, 9);
      const table: [OutgoingData | PreparedMessage, opcode: number, payload: Uint8Array][] = [
        ["text é \ud83d\ude00", 1, Buffer.from("text é 😀")],
        ["", 1, Buffer.alloc(0)],
        ["\ud800", 1, Buffer.from("\ufffd")],
        ["\ufeffbom", 1, Buffer.from("\ufeffbom")],
        [bytes.subarray(1, 5), 2, Buffer.of(1, 2, 3, 4)],
        [Buffer.from(bytes.buffer, 1, 2), 2, Buffer.of(1, 2)],
        [new DataView(bytes.buffer, 3, 2), 2, Buffer.of(3, 4)],
        [new Uint16Array(bytes.buffer, 2, 1), 2, Buffer.of(2, 3)],
        [bytes.buffer, 2, Buffer.from(bytes)],
        [new ArrayBuffer(0), 2, Buffer.alloc(0)],
        [new PreparedMessage("prepared"), 1, Buffer.from("prepared")],
        [new PreparedMessage(Buffer.of(7)), 2, Buffer.of(7)],
      ];
      for (const [data] of table) assert.equal(socket.send(data), true);
      for (const [, opcode, payload] of table) {
        const frame = await peer.readFrame();
        assert.deepEqual([frame.fin, frame.rsv, frame.opcode], [true, 0, opcode]);
        assert.deepEqual(Buffer.from(frame.payload), Buffer.from(payload));
        // RFC 6455 §5.1: a client masks, a server does not.
        assert.equal(frame.maskingKey !== undefined, side === "client");
      }
    });

    it("refuses everything else by name, and sends nothing of it", async (t) => {
      const [socket, peer] = await open(t);
      const table: [unknown, RegExp][] = [
        [5, /a value of type number/],
        [{}, /a value of type object/],
        [null, /cannot send null/],
        [undefined, /type undefined/],
        [new Blob(["x"]), /a Blob \(await its bytes\(\) first\)/],
      ];
      for (const [data, message] of table) {
        assert.throws(() => socket.send(data as OutgoingData), { code: "ERR_INVALID_ARGUMENT", message });
        // `undefined` is how a Ping without data is asked for.
        if (data === undefined) continue;
        for (const kind of ["ping", "pong"] as const) {
          assert.throws(() => socket[kind](data as OutgoingData), { code: "ERR_INVALID_ARGUMENT", message });
        }
      }
      socket.send("end");
      assert.equal(Buffer.from((await peer.readFrame()).payload).toString(), "end");
    });

    it("can send bytes as text, text as binary, and messages in fragments (RFC 6455 §5.4)", async (t) => {
      const [socket, peer] = await open(t);
      socket.send(Buffer.from("é"), { binary: false });
      socket.send("é", { binary: true });
      socket.send("a", { fin: false });
      socket.ping("between");
      socket.send(Buffer.from("b"), { fin: false });
      socket.send("", { fin: true });
      const frames = [];
      for (let i = 0; i < 6; i += 1) frames.push(await peer.readFrame());
      assert.deepEqual(
        frames.map(({ fin, opcode, payload }) => `${opcode}${fin ? "" : "-"} ${Buffer.from(payload)}`),
        ["1 é", "2 é", "1- a", "9 between", "0- b", "0 "],
      );
    });

    it("copies: what the caller changes afterwards is not seen on the wire (RFC 6455 §10.3)", async (t) => {
      const [socket, peer] = await open(t);
      for (const length of [10, 70_000, 300_000]) {
        const data = Buffer.alloc(length, 1);
        socket.send(data);
        data.fill(2);
        const { payload } = await peer.readFrame();
        assert.ok(payload.every((byte) => byte === 1) && payload.length === length);
      }
    });

    it("calls back in order once the kernel has the message, with an error when it never will", async (t) => {
      const [socket, peer] = await open(t);
      const calls: string[] = [];
      const note = (name: string) => (error?: Error) => calls.push(`${name} ${error?.name}`);
      socket.send("a", note("a"));
      socket.send("b", {}, note("b"));
      socket.ping("", note("ping"));
      socket.pong("", note("pong"));
      assert.deepEqual(calls, []);
      await until("all were called", () => calls.length === 4);
      assert.deepEqual(calls, ["a undefined", "b undefined", "ping undefined", "pong undefined"]);
      const failed: string[] = [];
      const noteFailure = (name: string) => (error?: Error) => failed.push(`${name} ${error?.name}`);
      peer.socket.pause();
      socket.send(Buffer.alloc(900_000), noteFailure("maybe"));
      socket.send("lost", noteFailure("lost"));
      socket.terminate();
      socket.send("too late", noteFailure("too late"));
      await socket.closed;
      await until("all were called", () => failed.includes("too late ClosedError"));
      assert.ok(failed.includes("lost ClosedError"), failed.join());
      const error = await new Promise((resolve) => socket.send("x", resolve));
      assert.ok(error instanceof ClosedError);
      assert.equal(error.code, "ERR_CLOSED");
    });

    it("returns false and sends nothing once a Close was sent (RFC 6455 §5.5.1)", async (t) => {
      const [socket, peer] = await open(t);
      socket.close(1000);
      assert.equal(socket.send("after"), false);
      socket.ping();
      assert.equal((await peer.readFrame()).opcode, 8);
      peer.end();
      assert.equal((await peer.readToEnd()).length, 0);
    });

    it("bounds control frames to 125 bytes (RFC 6455 §5.5)", async (t) => {
      const [socket, peer] = await open(t);
      socket.ping("x".repeat(125));
      assert.equal((await peer.readFrame()).payload.length, 125);
      for (const send of [() => socket.ping("x".repeat(126)), () => socket.pong("é".repeat(63))]) {
        assert.throws(send, { code: "ERR_CONTROL_PAYLOAD_TOO_LONG" });
      }
      assert.equal(socket.readyState, 1);
    });
  });

  describe(`backpressure, on a ${name}`, { timeout: 10_000 }, () => {
    const limits = { maxBufferedBytes: 1024 * 1024 };

    it("send says false above the high-water mark, drained() and drain say when to go on", async (t) => {
      const [socket, peer] = await open(t, limits);
      assert.equal(await socket.drained(), undefined);
      peer.socket.pause();
      let drains = 0;
      socket.on("drain", () => {
        drains += 1;
      });
      let sent = 0;
      while (socket.send(Buffer.alloc(50_000))) {
        sent += 1;
        await new Promise((resolve) => setImmediate(resolve));
      }
      assert.ok(socket.bufferedAmount > 64 * 1024);
      assert.equal(drains, 0);
      const drained = socket.drained();
      peer.socket.resume();
      await drained;
      assert.equal(drains, 1);
      assert.ok(socket.bufferedAmount <= 16 * 1024);
      for (let i = 0; i <= sent; i += 1) assert.equal((await peer.readFrame()).payload.length, 50_000);
      await until("nothing waits", () => socket.bufferedAmount === 0);
    });

    it("keeps order and content of far more than the buffers hold, for a sender that waits", async (t) => {
      const [socket, peer] = await open(t, limits);
      const count = 400;
      const sending = (async () => {
        for (let i = 0; i < count; i += 1) {
          if (!socket.send(Buffer.alloc(30_000, i % 251))) await socket.drained();
        }
      })();
      for (let i = 0; i < count; i += 1) {
        const { payload } = await peer.readFrame();
        assert.deepEqual([payload.length, payload[0], payload.at(-1)], [30_000, i % 251, i % 251]);
      }
      await sending;
    });

    it("drained() rejects when the connection ends first, so that a loop of sends ends too", async (t) => {
      const [socket, peer] = await open(t, limits);
      peer.socket.pause();
      const loop = (async () => {
        for (;;) if (!socket.send(Buffer.alloc(100_000))) await socket.drained();
      })();
      await until("it waits", () => socket.bufferedAmount > 64 * 1024);
      peer.reset();
      await assert.rejects(loop, { name: "ClosedError", code: "ERR_CLOSED" });
      await assert.rejects(socket.drained(), ClosedError);
      await until("nothing is left", () => socket.bufferedAmount === 0);
    });

    it("cap: at the limit a message is still taken, above it the next one ends the connection with 3008", async (t) => {
      const [socket, peer] = await open(t, { ...limits, closeTimeoutMs: 5000 });
      peer.socket.pause();
      const headBytes = side === "client" ? 8 : 4;
      const room = (): number => limits.maxBufferedBytes - socket.bufferedAmount;
      // Until the kernel takes no more: what waits stays where it is.
      while (room() > 200_000) {
        socket.send(Buffer.alloc(50_000));
        await new Promise((resolve) => setImmediate(resolve));
      }
      while (room() > 60_000) socket.send(Buffer.alloc(10_000));
      socket.send(Buffer.alloc(room() - headBytes));
      assert.equal(room(), 0);
      socket.send("");
      assert.ok(room() < 0);
      assert.equal(socket.readyState, 1, "above the limit, before the next message");
      const failed = new Promise((resolve) => socket.send("one too many", resolve));
      assert.equal(socket.readyState, 2);
      assert.ok((await failed) instanceof ClosedError);
      // What had not begun to leave was dropped.
      assert.ok(socket.bufferedAmount < limits.maxBufferedBytes / 2);
      peer.socket.resume();
      let frame = await peer.readFrame();
      while (frame.opcode === 2) frame = await peer.readFrame();
      assert.equal(frame.opcode, 8);
      assert.equal(Buffer.from(frame.payload).readUInt16BE(), 3008);
      peer.end();
      const { code, cause } = await socket.closed;
      assert.deepEqual([code, cause?.id], [3008, "slow-reader"]);
    });

    // A TLS stream takes nothing within the turn: there the cap counts what one chunk is answered with.
    const itWritesAtOnce = isSecure ? (): void => undefined : it;
    itWritesAtOnce(
      "large answers to many messages of one chunk reach a quick reader, above the cap in sum",
      async (t) => {
        const [socket, peer] = await open(t, { maxBufferedBytes: 150_000 });
        const answer = Buffer.alloc(60_000, 1);
        socket.on("message", () => socket.send(answer));
        const question = { opcode: 2, payload: Buffer.of(1) };
        const maskingKey = side === "server" ? { maskingKey: Uint8Array.of(1, 2, 3, 4) } : {};
        peer.write(Buffer.concat(Array.from({ length: 5 }, () => encodeRawFrame({ ...question, ...maskingKey }))));
        for (let i = 0; i < 5; i += 1) assert.equal((await peer.readFrame()).payload.length, answer.length);
        assert.equal(socket.readyState, socket.OPEN);
      },
    );

    it("a single message larger than the cap is taken when nothing waits", async (t) => {
      const [socket, peer] = await open(t, limits);
      socket.send(Buffer.alloc(3 * limits.maxBufferedBytes));
      assert.equal((await peer.readFrame()).payload.length, 3 * limits.maxBufferedBytes);
      assert.equal(socket.readyState, 1);
    });

    it("many small sends in one turn leave together and arrive in order", async (t) => {
      const [socket, peer] = await open(t, limits);
      const count = 2000;
      for (let i = 0; i < count; i += 1) socket.send(String(i));
      for (let i = 0; i < count; i += 1)
        assert.equal(Buffer.from((await peer.readFrame()).payload).toString(), String(i));
    });
  });
}
