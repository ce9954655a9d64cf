import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { until } from "@longwire/testkit";
import type { ByteStream, ByteStreamEvents } from "./byte-stream.ts";
import { DuplexStream } from "./duplex-stream.ts";
import { findListeningHandle, findStreamBinding } from "./tcp-handle.ts";
import { TcpStream, TcpStreams } from "./tcp-stream.ts";

const READ_BUFFER_BYTES = 64 * 1024;

/** Writes down what happens; bytes are copied, since they are lent. */
class Log implements ByteStreamEvents {
  readonly events: string[] = [];
  bytes: Buffer = Buffer.alloc(0);
  writes = 0;

  onBytes(bytes: Uint8Array): void {
    this.bytes = Buffer.concat([this.bytes, bytes]);
  }

  onWritten(): void {
    this.writes += 1;
  }

  onEnd(): void {
    this.events.push("end");
  }

  onError(makeError: () => NodeJS.ErrnoException): void {
    this.events.push(`error ${makeError().code}`);
  }

  onClose(): void {
    this.events.push("close");
  }
}

interface Pair {
  readonly stream: ByteStream;
  readonly log: Log;
  readonly peer: Socket;
}

async function listen(t: TestContext, server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

async function dial(t: TestContext, port: number): Promise<Socket> {
  const peer = connect({ port, host: "127.0.0.1", allowHalfOpen: true, noDelay: true });
  peer.on("error", () => undefined);
  await once(peer, "connect");
  t.after(() => peer.destroy());
  return peer;
}

async function openDuplex(t: TestContext): Promise<Pair> {
  const server = createServer({ allowHalfOpen: true });
  const port = await listen(t, server);
  const accepted = once(server, "connection");
  const peer = await dial(t, port);
  const [socket] = (await accepted) as [Socket];
  return started(t, new DuplexStream(socket), peer);
}

async function openHandle(t: TestContext): Promise<Pair> {
  const server = createServer();
  const port = await listen(t, server);
  const binding = findStreamBinding();
  const listening = findListeningHandle(server);
  assert.ok(binding !== undefined && listening !== undefined, "this Node has the handle that the fast path needs");
  const shared = new TcpStreams(binding, Buffer.alloc(READ_BUFFER_BYTES));
  const accepted = new Promise<ByteStream>((resolve) => {
    listening.onconnection = (_status, handle) => {
      if (handle !== undefined) resolve(new TcpStream(handle, shared));
    };
  });
  const peer = await dial(t, port);
  return started(t, await accepted, peer);
}

function started(t: TestContext, stream: ByteStream, peer: Socket): Pair {
  const log = new Log();
  stream.events = log;
  stream.resume();
  t.after(() => stream.destroy());
  return { stream, log, peer };
}

for (const [name, open] of [
  ["over a Node duplex", openDuplex],
  ["over a TCP handle", openHandle],
] as const) {
  describe(`a byte stream ${name}`, { timeout: 10_000 }, () => {
    it("carries bytes both ways, in one part or many", async (t) => {
      const { stream, log, peer } = await open(t);
      let received = Buffer.alloc(0);
      peer.on("data", (bytes: Buffer) => {
        received = Buffer.concat([received, bytes]);
      });
      peer.write("question");
      await until("the question", () => log.bytes.toString() === "question");
      stream.write([Buffer.from("an")]);
      stream.write([Buffer.from("sw"), Buffer.from("er"), Buffer.alloc(0), Buffer.from("!")]);
      assert.equal(stream.pendingBytes, 0);
      await until("the answer", () => received.toString() === "answer!");
      assert.equal(stream.isWritable, true);
      assert.equal(stream.isSecure, false);
    });

    it("tells what waits, and when a write that had to wait is done", async (t) => {
      const { stream, log, peer } = await open(t);
      peer.pause();
      let given = 0;
      while (stream.pendingBytes === 0) {
        stream.write([Buffer.alloc(200_000, 1)]);
        given += 200_000;
      }
      assert.ok(stream.pendingBytes > 0 && stream.pendingBytes <= 200_000);
      let received = 0;
      peer.on("data", (bytes: Buffer) => {
        received += bytes.length;
      });
      peer.resume();
      await until("all", () => received === given);
      await until("told", () => log.writes > 0);
      assert.equal(stream.pendingBytes, 0);
    });

    it("does not end its own direction when the peer ends the other, and closes when both have", async (t) => {
      const { stream, log, peer } = await open(t);
      let received = "";
      peer.on("data", (bytes: Buffer) => {
        received += bytes.toString();
      });
      peer.end("bye");
      await until("the end", () => log.events.includes("end"));
      assert.equal(log.bytes.toString(), "bye");
      assert.equal(stream.isWritable, true);
      stream.write([Buffer.from("still here")]);
      stream.end();
      assert.equal(stream.isWritable, false);
      await until("the close", () => log.events.includes("close"));
      await until("the rest", () => received === "still here");
      assert.deepEqual(log.events, ["end", "close"]);
      assert.equal(stream.isDestroyed, true);
    });

    it("reports a reset once, as an error, then the close", async (t) => {
      const { stream, log, peer } = await open(t);
      peer.resetAndDestroy();
      await until("the close", () => log.events.includes("close"));
      assert.deepEqual(log.events, ["error ECONNRESET", "close"]);
      assert.equal(stream.isWritable, false);
      stream.write([Buffer.from("too late")]);
      stream.end();
      stream.destroy();
      stream.pause();
      stream.resume();
      assert.equal(stream.pendingBytes, 0);
    });

    it("does not read while it is paused, and loses nothing by it", async (t) => {
      const { stream, log, peer } = await open(t);
      stream.pause();
      peer.write("kept");
      for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      assert.equal(log.bytes.length, 0);
      stream.resume();
      await until("it", () => log.bytes.toString() === "kept");
    });

    it("closes later, not within destroy, and exactly once", async (t) => {
      const { stream, log } = await open(t);
      stream.destroy();
      stream.destroy();
      assert.deepEqual(log.events, []);
      assert.equal(stream.isDestroyed, true);
      await until("the close", () => log.events.length > 0);
      assert.deepEqual(log.events, ["close"]);
    });

    it("knows its two ends", async (t) => {
      const { stream, peer } = await open(t);
      const { remoteAddress, remotePort, localAddress, localPort } = stream.info;
      assert.deepEqual([remoteAddress, remotePort], [peer.localAddress, peer.localPort]);
      assert.deepEqual([localAddress, localPort], [peer.remoteAddress, peer.remotePort]);
    });

    it("gives much at once in order, and others their turn in between", async (t) => {
      const { log, peer } = await open(t);
      const sent = Buffer.alloc(3_000_000, 0);
      for (let i = 0; i < sent.length; i += 4) sent.writeUInt32BE(i, i);
      peer.write(sent);
      await until("all", () => log.bytes.length === sent.length);
      assert.ok(log.bytes.equals(sent));
    });
  });
}
