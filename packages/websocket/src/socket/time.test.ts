import assert from "node:assert/strict";
import { type Duplex, duplexPair } from "node:stream";
import { describe, it } from "node:test";
import { encodeRawFrame, type FoundFrame, splitFrames, VirtualClock } from "@longwire/testkit";
import { type CloseResult, Connection, clientLimits, type Limits, type Role, serverLimits } from "@longwire/wire";
import { createRuntime } from "../runtime/runtime.ts";
import { DuplexStream } from "../streams/duplex-stream.ts";
import { AcceptedSocket } from "./accepted-socket.ts";
import { connectionOptions } from "./connection-options.ts";
import { WebSocket } from "./web-socket.ts";

const MASKING_KEY = Uint8Array.of(1, 2, 3, 4);
/** Deadlines are rounded up to a tick of the queue. */
const TICK_MS = 50;

/** One end of a connection in memory and in virtual time, and the other end in the hands of the test. */
interface Bench {
  readonly socket: WebSocket;
  readonly peer: Duplex;
  readonly clock: VirtualClock;
  /** The end of the connection, once it is there. */
  result(): CloseResult | undefined;
  /** Lets time pass in small steps, with what the streams do in between. */
  advance(byMs: number): Promise<void>;
  /** Frames that the peer has received and that were not returned before. It reads unless it is paused. */
  frames(): Promise<FoundFrame[]>;
}

function open(limits: Partial<Limits> = {}, role: Role = "server"): Bench {
  const clock = new VirtualClock();
  const [ours, peer] = duplexPair();
  const all = { ...(role === "server" ? serverLimits : clientLimits), ...limits };
  const runtime = createRuntime({
    now: () => clock.now,
    setTimer: (delayMs, wake) => clock.schedule(clock.now + delayMs, wake),
  });
  const socket = new WebSocket(
    new AcceptedSocket({
      stream: new DuplexStream(ours),
      takeOver: () => new Uint8Array(0),
      url: "/",
      limits: all,
      runtime,
      registry: new Set(),
      connect: (handler) => ({
        connection: new Connection({ ...connectionOptions(runtime, all), handler, role, pingJitter: 0 }),
        subprotocol: "",
        extensions: "",
      }),
    }),
  );
  let result: CloseResult | undefined;
  socket.on("close", (_code, _reason, given) => {
    result = given;
  });
  let chunks: Buffer[] = [];
  peer.on("data", (chunk: Buffer) => chunks.push(chunk));
  return {
    socket,
    peer,
    clock,
    result: () => result,
    advance: async (byMs) => {
      const end = clock.now + byMs;
      while (clock.now < end) {
        clock.advance(Math.min(TICK_MS, end - clock.now));
        await settle();
      }
    },
    frames: async () => {
      await settle();
      const received = Buffer.concat(chunks);
      chunks = [];
      return splitFrames(received);
    },
  };
}

/** Streams do their work in ticks and immediates; none of it takes time. */
async function settle(): Promise<void> {
  for (let i = 0; i < 3; i += 1) await new Promise((resolve) => setImmediate(resolve));
}

function masked(opcode: number, payload: Uint8Array | string = ""): Uint8Array {
  return encodeRawFrame({ opcode, payload: Buffer.from(payload), maskingKey: MASKING_KEY });
}

function opcodesOf(frames: readonly FoundFrame[]): number[] {
  return frames.map(({ opcode }) => opcode);
}

describe("heartbeat", { timeout: 10_000 }, () => {
  const limits = { pingIntervalMs: 1000, pongTimeoutMs: 500 };

  for (const role of ["server", "client"] as const) {
    it(`of a ${role} pings a silent peer and gives it up with 1011 (RFC 6455 §5.5.2)`, async () => {
      const bench = open(limits, role);
      await bench.advance(950);
      assert.deepEqual(await bench.frames(), []);
      await bench.advance(100);
      assert.deepEqual(opcodesOf(await bench.frames()), [9]);
      await bench.advance(500);
      assert.equal(bench.socket.readyState, 2);
      const [close] = await bench.frames();
      assert.equal(close?.opcode, 8);
      assert.equal(Buffer.from(close?.payload ?? []).readUInt16BE(), 1011);
      bench.peer.end();
      await settle();
      assert.deepEqual([bench.result()?.code, bench.result()?.cause?.id], [1011, "pong-timeout"]);
    });
  }

  it("ends with a peer that is gone for good after interval, timeout and close timeout", async () => {
    const bench = open({ ...limits, closeTimeoutMs: 300 });
    await bench.advance(1000 + 500 + 300 + 3 * TICK_MS);
    assert.equal(bench.result()?.code, 1011);
    assert.equal(bench.socket.readyState, 3);
  });

  it("is content with any byte, and does not ping a busy peer", async () => {
    const bench = open(limits);
    for (let i = 0; i < 20; i += 1) {
      bench.peer.write(
        masked(2)
          .subarray(0, 6)
          .subarray(i % 2 === 0 ? 0 : 3, i % 2 === 0 ? 3 : 6),
      );
      await bench.advance(400);
    }
    assert.deepEqual(await bench.frames(), []);
    assert.equal(bench.socket.readyState, 1);
  });

  it("goes on with a peer that answers", async () => {
    const bench = open(limits);
    let pings = 0;
    for (let i = 0; i < 50; i += 1) {
      await bench.advance(100);
      for (const { opcode, payload } of await bench.frames()) {
        if (opcode !== 9) continue;
        pings += 1;
        bench.peer.write(masked(10, payload));
      }
    }
    assert.ok(pings >= 3 && pings <= 5, `${pings} pings in 5 s`);
    assert.equal(bench.socket.readyState, 1);
  });

  it("does not kill a socket that is paused, nor right after it", async () => {
    const bench = open(limits);
    bench.socket.pause();
    await bench.advance(60_000);
    assert.equal(bench.socket.readyState, 1);
    assert.deepEqual(await bench.frames(), []);
    bench.socket.resume();
    await bench.advance(900);
    assert.deepEqual(await bench.frames(), []);
    await bench.advance(200);
    assert.deepEqual(opcodesOf(await bench.frames()), [9]);
  });

  it("is off with 0", async () => {
    const bench = open({ pingIntervalMs: 0 });
    await bench.advance(100_000);
    assert.deepEqual(await bench.frames(), []);
    assert.equal(bench.clock.next, Number.POSITIVE_INFINITY);
  });

  it("does not hold a slow but steady reader for dead while output waits", async () => {
    const bench = open({ ...limits, stallTimeoutMs: 2000, maxBufferedBytes: 64 * 1024 * 1024 });
    bench.peer.pause();
    bench.socket.send(Buffer.alloc(8 * 1024 * 1024));
    const before = bench.socket.bufferedAmount;
    // It reads a part every 400 ms and sends nothing: a Ping would be far behind in the stream.
    for (let i = 0; i < 25; i += 1) {
      bench.peer.read();
      await bench.advance(400);
      assert.equal(bench.socket.readyState, 1, `after ${bench.clock.now} ms`);
    }
    assert.ok(bench.socket.bufferedAmount < before - 4 * 1024 * 1024);
  });
});

describe("stalled output", { timeout: 10_000 }, () => {
  const limits = { pingIntervalMs: 0, stallTimeoutMs: 1000 };

  it("ends the connection after stallTimeoutMs without progress (limit stallTimeoutMs)", async () => {
    const bench = open(limits);
    const errors: unknown[] = [];
    bench.peer.pause();
    bench.socket.send(Buffer.alloc(500_000), (error) => errors.push(error?.name));
    await bench.advance(950);
    assert.equal(bench.socket.readyState, 1);
    await bench.advance(150);
    assert.equal(bench.socket.readyState, 3);
    assert.deepEqual([bench.result()?.code, bench.result()?.cause?.id], [1006, "output-stalled"]);
    assert.deepEqual(errors, ["ClosedError"]);
    assert.equal(bench.clock.next, Number.POSITIVE_INFINITY);
  });

  it("starts anew with every piece that the peer takes", async () => {
    const bench = open(limits);
    bench.peer.pause();
    bench.socket.send(Buffer.alloc(900_000));
    for (let i = 0; i < 6; i += 1) {
      await bench.advance(900);
      assert.equal(bench.socket.readyState, 1);
      for (let read = 0; read < 128 * 1024; ) {
        const chunk: Buffer | null = bench.peer.read();
        if (chunk === null) break;
        read += chunk.length;
        await settle();
      }
    }
    bench.peer.resume();
    await bench.advance(10_000);
    assert.equal(bench.socket.readyState, 1);
  });

  it("ends a peer that says good-bye, or just ends, and never reads what was sent before", async () => {
    for (const goodBye of [masked(8, Buffer.of(3, 232)), ""]) {
      const bench = open(limits);
      bench.peer.pause();
      bench.socket.send(Buffer.alloc(500_000));
      bench.peer.end(goodBye);
      await bench.advance(1000 + 2 * TICK_MS);
      assert.equal(bench.socket.readyState, 3);
      assert.equal(bench.clock.next, Number.POSITIVE_INFINITY);
    }
  });

  it("is nothing to an idle connection", async () => {
    const bench = open(limits);
    bench.socket.send("x");
    await bench.frames();
    await bench.advance(60_000);
    assert.equal(bench.socket.readyState, 1);
  });
});

describe("closing in time", { timeout: 10_000 }, () => {
  it("a peer that does not answer Close is cut after closeTimeoutMs, with 1006 (RFC 6455 §7.1.7)", async () => {
    const bench = open({ closeTimeoutMs: 1000, pingIntervalMs: 0 });
    bench.socket.close(1000, "bye");
    await bench.advance(900);
    assert.deepEqual(opcodesOf(await bench.frames()), [8]);
    assert.equal(bench.socket.readyState, 2);
    await bench.advance(150);
    assert.deepEqual([bench.result()?.code, bench.result()?.wasClean, bench.result()?.first], [1006, false, "local"]);
    assert.equal(bench.result()?.cause?.id, "close-timeout");
  });

  it("a client waits for the server to end TCP, but not for ever (RFC 6455 §7.1.1)", async () => {
    const bench = open({ lingerTimeoutMs: 400, closeTimeoutMs: 2000, pingIntervalMs: 0 }, "client");
    bench.peer.write(encodeRawFrame({ opcode: 8, payload: Buffer.of(3, 232) }));
    await bench.advance(300);
    assert.equal(bench.socket.readyState, 2);
    assert.equal(bench.peer.readableEnded, false);
    assert.deepEqual(opcodesOf(await bench.frames()), [8]);
    await bench.advance(200);
    assert.equal(bench.peer.readableEnded, true);
    await bench.advance(2000);
    assert.deepEqual([bench.result()?.code, bench.result()?.wasClean], [1000, true]);
  });

  it("an unfinished message is bounded in time: 1008 after messageTimeoutMs", async () => {
    const bench = open({ messageTimeoutMs: 1000, pingIntervalMs: 0 });
    bench.peer.write(encodeRawFrame({ opcode: 1, fin: false, maskingKey: MASKING_KEY }));
    for (let i = 0; i < 5; i += 1) {
      await bench.advance(180);
      bench.peer.write(encodeRawFrame({ opcode: 0, fin: false, maskingKey: MASKING_KEY }));
    }
    assert.equal(bench.socket.readyState, 1);
    await bench.advance(200);
    const [close] = await bench.frames();
    assert.equal(Buffer.from(close?.payload ?? []).readUInt16BE(), 1008);
  });

  it("nothing waits on the clock once the connection has closed", async () => {
    const bench = open({ pingIntervalMs: 1000 });
    bench.socket.terminate();
    await bench.advance(100);
    assert.equal(bench.socket.readyState, 3);
    await bench.advance(2000);
    assert.equal(bench.clock.next, Number.POSITIVE_INFINITY);
  });
});

describe("Pongs", { timeout: 10_000 }, () => {
  it("to a flood of Pings from a peer that does not read stay few and end with the newest (RFC 6455 §5.5.3)", async () => {
    const bench = open({ pingIntervalMs: 0, stallTimeoutMs: 0 });
    bench.peer.pause();
    bench.socket.send(Buffer.alloc(300_000));
    for (let i = 0; i < 2000; i += 1) {
      bench.peer.write(masked(9, String(i)));
      if (i % 100 === 0) await settle();
    }
    await settle();
    assert.ok(bench.socket.bufferedAmount < 301_000, String(bench.socket.bufferedAmount));
    bench.peer.resume();
    const pongs = (await bench.frames()).filter(({ opcode }) => opcode === 10);
    assert.equal(Buffer.from(pongs.at(-1)?.payload ?? []).toString(), "1999");
  });

  it("that wait do not keep the callback of a later message waiting, also when a shorter one replaces them", async () => {
    const bench = open({ pingIntervalMs: 0 });
    const done: string[] = [];
    bench.peer.pause();
    bench.socket.send(Buffer.alloc(300_000), () => done.push("big"));
    bench.peer.write(masked(9, "x".repeat(125)));
    await settle();
    bench.socket.send("small", () => done.push("small"));
    bench.peer.write(masked(9, ""));
    await settle();
    bench.peer.resume();
    await settle();
    assert.deepEqual(done, ["big", "small"]);
  });
});
