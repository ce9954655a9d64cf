import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ReversingTransform, SeededRandom } from "@longwire/testkit";
import { Connection, serverLimits } from "@longwire/wire";
import { createRuntime, type Runtime } from "../runtime/runtime.ts";
import { type ByteStream, type ByteStreamEvents, nobody } from "../streams/byte-stream.ts";
import { AcceptedSocket } from "./accepted-socket.ts";
import { serverProfile } from "./connection-options.ts";
import { PreparedMessage } from "./prepared-message.ts";
import { sendShared, WebSocket } from "./web-socket.ts";

const SOCKETS = 5;
const STEPS = 120;

/** A stream with a kernel that takes only as much as the test allows, and looks at the bytes only then. */
class SlowStream implements ByteStream {
  events: ByteStreamEvents = nobody;
  readonly isSecure = false;
  readonly returnsMemory = true;
  readonly readsInPieces = false;
  readonly info = {};
  readonly taken: Buffer[] = [];
  isWritable = true;
  isDestroyed = false;
  hasEnded = false;
  writes = 0;
  room = Number.POSITIVE_INFINITY;
  #waiting: Uint8Array[] = [];

  get pendingBytes(): number {
    return this.#waiting.reduce((sum, part) => sum + part.length, 0);
  }

  write(parts: readonly Uint8Array[]): void {
    this.writes += 1;
    this.#waiting.push(...parts);
    this.#take();
  }

  /** The kernel has room for so many bytes more. */
  makeRoom(bytes: number): void {
    this.room += bytes;
    const hadPending = this.pendingBytes > 0;
    this.#take();
    if (hadPending && this.pendingBytes === 0) this.events.onWritten();
  }

  #take(): void {
    for (let part = this.#waiting[0]; part !== undefined && this.room > 0; part = this.#waiting[0]) {
      const some = part.subarray(0, this.room);
      this.taken.push(Buffer.from(some));
      this.room -= some.length;
      if (some.length === part.length) this.#waiting.shift();
      else this.#waiting[0] = part.subarray(some.length);
    }
  }

  end(): void {
    this.isWritable = false;
    this.hasEnded = true;
  }

  destroy(): void {
    if (this.isDestroyed) return;
    this.isDestroyed = true;
    this.isWritable = false;
    this.#waiting = [];
    process.nextTick(() => this.events.onClose());
  }

  pause(): void {}
  resume(): void {}
}

interface World {
  readonly runtime: Runtime;
  readonly streams: SlowStream[];
  readonly sockets: WebSocket[];
  readonly log: string[];
  readonly broadcast: (data: string | Uint8Array) => void;
}

/** A server's sockets in memory. One of them has an extension, so it cannot take frames that others encoded. */
function createWorld(seed: number, way: "broadcast" | "shared" | "prepared"): World {
  const runtime = createRuntime({ now: () => 0, setTimer: () => () => undefined });
  const random = new SeededRandom(seed);
  const streams = Array.from({ length: SOCKETS }, () => new SlowStream());
  const limits = { ...serverLimits, maxBufferedBytes: 20_000 };
  const log: string[] = [];
  const profile = serverProfile(runtime, limits, { autoPong: true, returnsMemory: true });
  const sockets = streams.map((stream, index) => {
    if (random.chance(0.5)) stream.room = random.below(3000);
    const transform = index === 0 ? new ReversingTransform() : undefined;
    const socket = new WebSocket(
      new AcceptedSocket({
        stream,
        takeOver: () => new Uint8Array(0),
        url: "/",
        limits,
        runtime,
        registry: new Set(),
        connect: (handler) => ({
          connection: new Connection({ role: "server", handler, profile, now: 0, transform }),
          subprotocol: "",
          extensions: "",
        }),
      }),
    );
    socket.on("drain", () => log.push(`${index} drain`));
    socket.on("close", (code) => log.push(`${index} close ${code}`));
    return socket;
  });
  const broadcast = (data: string | Uint8Array): void => {
    if (way === "broadcast") {
      const message = runtime.broadcasts.add(data, typeof data === "string");
      log.push(sockets.map((socket) => sendShared(socket, message)).join());
    } else {
      log.push(
        sockets
          .map((socket) => {
            const wasOpen = socket.readyState === socket.OPEN;
            if (way === "shared") socket.send(data, { shared: true });
            else socket.send(new PreparedMessage(data));
            return wasOpen && socket.readyState === socket.OPEN;
          })
          .join(),
      );
    }
  };
  return { runtime, streams, sockets, log, broadcast };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function step({ streams, sockets, log, broadcast }: World, random: SeededRandom, name: string): void {
  const index = random.below(SOCKETS);
  const socket = sockets[index] as WebSocket;
  const data = random.bytes(random.pick([0, 3, 60, 130, 2100, 9000]));
  const choice = random.below(20);
  if (choice < 9) broadcast(random.chance(0.5) ? data : "é".repeat(data.length));
  else if (choice < 12) socket.send(data, (error) => log.push(`${index} ${name} ${error?.message ?? "sent"}`));
  else if (choice < 13) socket.send(data, { fin: random.chance(0.5) });
  else if (choice < 14) socket.ping(data.subarray(0, 100));
  else if (choice < 15 && random.chance(0.2)) socket.close(1000, "bye");
  else if (choice < 16 && random.chance(0.1)) socket.terminate();
  else streams[index]?.makeRoom(random.below(12_000));
}

const bytesOf = (stream: SlowStream): Buffer => Buffer.concat(stream.taken);

describe("messages shared by sockets", () => {
  for (const way of ["broadcast", "shared"] as const)
    it(`by ${way} are, whatever else happens, what \`send\` of a prepared message to each would have been: bytes, results, callbacks, closes`, async () => {
      for (let seed = 0; seed < 60; seed += 1) {
        const worlds = [createWorld(seed, way), createWorld(seed, "prepared")] as const;
        const randoms = [new SeededRandom(seed), new SeededRandom(seed)] as const;
        const turns = new SeededRandom(seed);
        for (let i = 0; i < STEPS; i += 1) {
          for (const w of [0, 1] as const) step(worlds[w], randoms[w], `step ${i}`);
          const amounts = worlds.map(({ sockets }) => sockets.map((socket) => socket.bufferedAmount));
          assert.deepEqual(amounts[0], amounts[1], `seed ${seed} step ${i}`);
          if (turns.chance(0.3)) await turn();
        }
        for (const { streams } of worlds) for (const stream of streams) stream.makeRoom(Number.POSITIVE_INFINITY);
        await turn();
        const [shared, plain] = worlds;
        for (let index = 0; index < SOCKETS; index += 1) {
          const [a, b] = [shared.streams[index] as SlowStream, plain.streams[index] as SlowStream];
          assert.ok(bytesOf(a).equals(bytesOf(b)), `seed ${seed} socket ${index}`);
          assert.deepEqual([a.hasEnded, a.isDestroyed], [b.hasEnded, b.isDestroyed], `seed ${seed} socket ${index}`);
        }
        assert.deepEqual(shared.log, plain.log, `seed ${seed}`);
      }
    });

  for (const way of ["broadcast", "shared"] as const)
    it(`by ${way} leave in one write per socket and turn, without a copy for each`, async () => {
      const world = createWorld(0, way);
      for (const stream of world.streams) stream.room = Number.POSITIVE_INFINITY;
      for (let i = 0; i < 16; i += 1) world.broadcast(`message ${i}`);
      await turn();
      assert.deepEqual(
        world.streams.map(({ writes }) => writes),
        Array.from({ length: SOCKETS }, () => 1),
      );
      // One block, for the socket with the extension.
      assert.ok(world.runtime.outputBlocks.idleBytes <= 1024);
    });

  it("are what they were when they were sent, in each turn anew", async () => {
    const { sockets, streams } = createWorld(0, "shared");
    for (const stream of streams) stream.room = Number.POSITIVE_INFINITY;
    const data = Buffer.from("first");
    for (const text of ["first", "again"]) {
      data.write(text);
      for (const socket of sockets.slice(1)) socket.send(data, { shared: true });
      await turn();
    }
    for (const stream of streams.slice(1))
      assert.equal(bytesOf(stream).toString("latin1"), "\x82\x05first\x82\x05again");
  });

  it("do not keep a block of other messages for the sake of the few that wait for a slow reader", async () => {
    const { runtime, streams, sockets } = createWorld(1, "broadcast");
    const socket = sockets[1] as WebSocket;
    (streams[1] as SlowStream).room = 0;
    const memories = new Set<Uint8Array>();
    for (let i = 0; i < 100; i += 1) {
      // Much for others, little for this one.
      for (let other = 0; other < 20; other += 1) runtime.broadcasts.add(Buffer.alloc(2000), false);
      const message = runtime.broadcasts.add(`${i}`, true);
      memories.add(message.memory);
      sendShared(socket, message);
      await turn();
    }
    assert.ok(memories.size >= 90);
    const kept = new Set<ArrayBufferLike>();
    const { write } = SlowStream.prototype;
    (streams[1] as SlowStream).write = function keep(parts): void {
      for (const part of parts) kept.add(part.buffer);
      write.call(this, parts);
    };
    (streams[1] as SlowStream).makeRoom(Number.POSITIVE_INFINITY);
    await turn();
    assert.ok(kept.size <= 2, `${kept.size} blocks of memory`);
  });
});
