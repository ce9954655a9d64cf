import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { RawPeer, until } from "@longwire/testkit";
import type { CloseResult, Limits } from "@longwire/wire";
import { WebSocketServer } from "../server/web-socket-server.ts";
import { type Side, sides } from "../testing/sides.ts";
import type { WebSocket } from "./web-socket.ts";

interface Opened {
  readonly socket: WebSocket;
  readonly peer: RawPeer;
  /** Names of the events from now on, `close` with its code. */
  readonly events: string[];
  /** A frame as the peer's role sends it. */
  send(opcode: number, payload?: Uint8Array): void;
}

function record(socket: WebSocket): string[] {
  const events: string[] = [];
  socket.on("error", (error: NodeJS.ErrnoException) => events.push(`error ${error.code}`));
  socket.on("closing", () => events.push("closing"));
  socket.on("close", (code) => events.push(`close ${code}`));
  return events;
}

async function openOn({ role, open }: Side, t: TestContext, limits: Partial<Limits> = {}): Promise<Opened> {
  const [socket, peer] = await open(t, limits);
  const send: Opened["send"] = (opcode, payload) =>
    role === "server" ? peer.sendMasked(frame(opcode, payload)) : peer.sendUnmasked(frame(opcode, payload));
  return { socket, peer, events: record(socket), send };
}

function frame(opcode: number, payload: Uint8Array = new Uint8Array(0)): { opcode: number; payload: Uint8Array } {
  return { opcode, payload };
}

function closePayload(code: number, reason = ""): Buffer {
  const payload = Buffer.alloc(2 + Buffer.byteLength(reason));
  payload.writeUInt16BE(code);
  payload.write(reason, 2);
  return payload;
}

function facts({ code, reason, wasClean, first, cause, sent, received }: CloseResult): unknown {
  return { code, reason, wasClean, first, cause: cause?.id, sent: sent?.code, received: received?.code };
}

for (const each of sides) {
  const { name, role: side } = each;
  const open = (t: TestContext, limits?: Partial<Limits>): Promise<Opened> => openOn(each, t, limits);

  describe(`closing handshake of a ${name}`, { timeout: 10_000 }, () => {
    it("begun by us: our code and reason, the peer's answer, then TCP ends (RFC 6455 §7.1.2)", async (t) => {
      const { socket, peer, send, events } = await open(t);
      socket.send("last");
      socket.close(4001, "bye é");
      assert.equal(socket.readyState, 2);
      socket.close(1000, "ignored");
      assert.equal((await peer.readFrame()).opcode, 1);
      assert.deepEqual(await peer.readClose(), { code: 4001, reason: "bye é" });
      send(8, closePayload(4001));
      if (side === "client") peer.end();
      await peer.ended;
      peer.end();
      const result = await socket.closed;
      assert.equal(socket.readyState, 3);
      assert.deepEqual(facts(result), {
        code: 4001,
        reason: "",
        wasClean: true,
        first: "local",
        cause: undefined,
        sent: 4001,
        received: 4001,
      });
      assert.deepEqual(events, ["close 4001"]);
    });

    it("begun by the peer: its code is answered once, and reported with its reason (RFC 6455 §5.5.1)", async (t) => {
      const { socket, peer, send, events } = await open(t);
      send(8, closePayload(3000, "gone"));
      assert.deepEqual(await peer.readClose(), { code: 3000, reason: "" });
      if (side === "client") peer.end();
      await peer.ended;
      peer.end();
      const { code, reason, wasClean, first } = await socket.closed;
      assert.deepEqual([code, reason, wasClean, first], [3000, "gone", true, "remote"]);
      assert.deepEqual(events, ["closing", "close 3000"]);
    });

    it("without a code is 1005 for both (RFC 6455 §7.1.5)", async (t) => {
      const { socket, peer, send } = await open(t);
      socket.close();
      assert.deepEqual(await peer.readClose(), { code: undefined, reason: "" });
      send(8);
      peer.end();
      assert.equal((await socket.closed).code, 1005);
    });

    it("delivers what the peer sent before its Close, and nothing after it (RFC 6455 §5.5.1)", async (t) => {
      const { socket, peer, send } = await open(t);
      const seen: string[] = [];
      socket.on("message", (data) => seen.push(String(data)));
      socket.close(1000);
      send(1, Buffer.from("before"));
      send(8, closePayload(1000));
      send(1, Buffer.from("after"));
      peer.end();
      await socket.closed;
      assert.deepEqual(seen, ["before"]);
    });

    it("takes the codes and reasons that may be sent, and no other (RFC 6455 §7.4)", async (t) => {
      const { socket, peer } = await open(t);
      const roleOnly = side === "server" ? [1010] : [];
      for (const code of [0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 1000.5, Number.NaN, ...roleOnly]) {
        assert.throws(() => socket.close(code), { code: "ERR_INVALID_CLOSE_CODE" }, String(code));
      }
      assert.throws(() => socket.close(1000, "x".repeat(124)), { code: "ERR_CLOSE_REASON_TOO_LONG" });
      assert.throws(() => socket.close(1000, "é".repeat(62)), { code: "ERR_CLOSE_REASON_TOO_LONG" });
      assert.throws(() => socket.close(undefined, "no code"), { code: "ERR_INVALID_CLOSE_CODE" });
      assert.equal(socket.readyState, 1);
      socket.close(1014, "x".repeat(123));
      assert.deepEqual(await peer.readClose(), { code: 1014, reason: "x".repeat(123) });
      // Judged in every state.
      assert.throws(() => socket.close(5), { code: "ERR_INVALID_CLOSE_CODE" });
      socket.terminate();
      await socket.closed;
      assert.throws(() => socket.close(5), { code: "ERR_INVALID_CLOSE_CODE" });
      socket.close();
    });

    it("a peer that breaks a rule gets the code of it, and the cause is told (RFC 6455 §7.1.7)", async (t) => {
      const { socket, peer, send, events } = await open(t);
      send(3);
      const { code } = await peer.readClose();
      assert.equal(code, 1002);
      peer.end();
      const result = await socket.closed;
      assert.deepEqual([result.code, result.wasClean, result.cause?.id], [1002, false, "reserved-opcode"]);
      assert.deepEqual(events, ["closing", "close 1002"]);
    });

    it("floods after Close are cut (RFC 6455 §5.5.1)", async (t) => {
      const { socket, peer } = await open(t, { maxDiscardedBytes: 10_000, closeTimeoutMs: 500 });
      socket.close(1000);
      await peer.readClose();
      const payload = closePayload(1000);
      if (side === "client") peer.sendUnmasked({ opcode: 8, payload });
      else peer.sendMasked({ opcode: 8, payload });
      peer.write(Buffer.alloc(1_000_000));
      await socket.closed;
      // Over TLS, Node does not see the end while the flood is stuck.
      if (!each.isSecure) await peer.closed;
      peer.destroy();
      assert.equal(socket.readyState, 3);
    });
  });

  describe(`TCP ends under a ${name}`, { timeout: 10_000 }, () => {
    it("FIN without Close is 1006, and our side ends too: no half-open socket stays (RFC 6455 §7.1.5)", async (t) => {
      const { socket, peer, events } = await open(t);
      peer.end();
      const result = await socket.closed;
      assert.deepEqual(facts(result), {
        code: 1006,
        reason: "TCP ended without a Close frame",
        wasClean: false,
        first: undefined,
        cause: "no-close-frame",
        sent: undefined,
        received: undefined,
      });
      await peer.closed;
      assert.deepEqual(events, ["close 1006"]);
    });

    it("FIN while much is still to be written: it is written first", async (t) => {
      const { socket, peer } = await open(t);
      peer.socket.pause();
      socket.send(Buffer.alloc(4_000_000));
      peer.end();
      await new Promise((resolve) => setImmediate(resolve));
      peer.socket.resume();
      assert.equal((await peer.readFrame()).payload.length, 4_000_000);
      assert.equal((await socket.closed).code, 1006);
    });

    it("RST is 1006 with one close and at most one error", async (t) => {
      const { socket, peer, events } = await open(t);
      peer.reset();
      await socket.closed;
      await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(
        events.filter((event) => !event.startsWith("error")),
        ["close 1006"],
      );
      assert.ok(events.length <= 2, events.join());
    });

    it("RST while we write is 1006 with one close and at most one error", async (t) => {
      const { socket, peer, events } = await open(t);
      peer.socket.pause();
      for (let i = 0; i < 20; i += 1) socket.send(Buffer.alloc(50_000));
      peer.reset();
      socket.send("more");
      await socket.closed;
      socket.send("and more");
      await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(
        events.filter((event) => !event.startsWith("error")),
        ["close 1006"],
      );
      assert.ok(events.length <= 2, events.join());
    });

    it("terminate ends at once with 1006, and the peer sees no Close", async (t) => {
      const { socket, peer, events } = await open(t);
      socket.terminate();
      assert.equal(socket.readyState, 2);
      socket.terminate();
      assert.deepEqual((await socket.closed).code, 1006);
      assert.equal((await peer.readToEnd()).length, 0);
      assert.deepEqual(events, ["close 1006"]);
      assert.equal(socket.bufferedAmount, 0);
    });

    it("closed resolves for all who ask, before and after", async (t) => {
      const { socket, peer } = await open(t);
      const before = [socket.closed, socket.closed];
      peer.end();
      const [a, b, c] = [...(await Promise.all(before)), await socket.closed];
      assert.equal(a?.code, 1006);
      assert.deepEqual(b, a);
      assert.deepEqual(c, a);
    });
  });
}

describe("a dead peer", { timeout: 10_000 }, () => {
  for (const side of sides) {
    it(`of a ${side.name} is found by the heartbeat, although TLS takes every Ping`, async (t) => {
      const limits = { pingIntervalMs: 100, pongTimeoutMs: 100, closeTimeoutMs: 100 };
      const { socket, peer } = await openOn(side, t, limits);
      const startedAt = performance.now();
      const { code, cause } = await socket.closed;
      assert.deepEqual([code, cause?.id], [1011, "pong-timeout"]);
      assert.ok(performance.now() - startedAt < 1500);
      peer.destroy();
    });
  }
});

describe("half-open connections", { timeout: 10_000 }, () => {
  /** Sockets of this process in CLOSE_WAIT (state 08) on `port`, as Linux lists them. */
  function closeWait(port: number): number {
    const hex = port.toString(16).toUpperCase().padStart(4, "0");
    const lines = readFileSync("/proc/net/tcp", "utf8").split("\n");
    return lines.filter((line) => new RegExp(`:${hex} [0-9A-F:]+ 08 `).test(line)).length;
  }

  it("none is left in CLOSE_WAIT after 50 peers ended in every state", { skip: noProc() }, async (t) => {
    const server = new WebSocketServer({
      port: 0,
      host: "127.0.0.1",
      authenticate: () => new Promise<undefined>(() => {}),
    });
    const open = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    await Promise.all([once(server, "listening"), once(open, "listening")]);
    t.after(() => Promise.all([server.close(), open.close()]));
    const [port, openPort] = [server, open].map((each) => (each.address() as AddressInfo).port) as [number, number];
    for (let i = 0; i < 50; i += 1) {
      const peer = await RawPeer.connect(i % 2 === 0 ? port : openPort);
      if (i % 3 > 0) peer.write("GET / HTTP/1.1\r\nHost: h\r\n");
      if (i % 3 > 1 && i % 2 === 1) {
        peer.write("Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n");
        peer.write("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        await peer.readAnswer();
      }
      peer.end();
      await peer.closed;
    }
    await until("nothing is left", () => server.pendingHandshakes + open.pendingHandshakes + open.clients.size === 0);
    assert.equal(closeWait(port) + closeWait(openPort), 0);
  });
});

/** A reason to skip where the system has no list of sockets in files. */
function noProc(): string | false {
  return process.platform === "linux" ? false : "needs /proc/net/tcp";
}
