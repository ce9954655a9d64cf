/**
 * What must work through a proxy, whichever it is, and what must not get through it.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { encodeRawFrame, encodeRawRequest, RawPeer, type RawRequest } from "@longwire/testkit";
import { WebSocket } from "@longwire/websocket";
import type { ChildServer } from "../defences/support/child-server.ts";
import { eventually, within } from "../defences/support/within.ts";
import { IDLE_CUT_MS } from "./configurations.ts";

/** A proxy and the server behind it. */
export interface Behind {
  readonly port: number;
  readonly server: ChildServer;
  /** As `server`, but it sends no Pings. */
  readonly quiet: { readonly port: number; readonly server: ChildServer };
}

/** An address of this machine that is not the proxy's own. */
const CLIENT = "127.0.0.9";
const KEY = Uint8Array.of(1, 2, 3, 4);

async function connectFrom(port: number, localAddress: string): Promise<RawPeer> {
  const socket = connect({ port, host: "127.0.0.1", localAddress, allowHalfOpen: true });
  await once(socket, "connect");
  return new RawPeer(socket);
}

async function open(port: number): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`, [], { limits: { pingIntervalMs: 0 } });
  await once(socket, "open");
  return socket;
}

const badUpgrades: Readonly<Record<string, RawRequest>> = {
  "a version not supported": { headers: { "Sec-WebSocket-Version": "1337" } },
  "a version that is none": { headers: { "Sec-WebSocket-Version": "0xd" } },
  "no key": { headers: { "Sec-WebSocket-Key": undefined } },
  "a key too short": { headers: { "Sec-WebSocket-Key": "AAAA" } },
  "a body": { headers: { "Content-Length": "5" } },
  "a chunked body": { headers: { "Transfer-Encoding": "chunked" } },
  "another origin": { headers: { Origin: "http://evil.example" } },
};

/** By title; each may use the server as it likes. */
export const scenarios: Readonly<Record<string, (behind: Behind) => Promise<void>>> = {
  "messages of any size both ways, and the close code": async ({ port }) => {
    const socket = await open(port);
    for (const size of [0, 1, 126, 70_000, 1 << 20]) {
      const data = Buffer.alloc(size, 7);
      socket.send(data);
      const [echo] = await once(socket, "message");
      assert.ok(data.equals(echo as Buffer), `${size} bytes`);
    }
    socket.close(4001, "done");
    const result = await socket.closed;
    assert.deepEqual([result.code, result.wasClean], [4001, true]);
  },

  "the client's address, however it lies": async ({ port, server }) => {
    const peer = await connectFrom(port, CLIENT);
    await peer.request({ headers: { "X-Forwarded-For": "6.6.6.6", Forwarded: "for=6.6.6.6" } });
    assert.equal((await server.read(true)).addresses.at(-1), CLIENT);
    peer.destroy();
  },

  "a handshake that fails opens no tunnel": async ({ port, server }) => {
    const before = (await server.read(true)).counts;
    for (const [name, request] of Object.entries(badUpgrades)) {
      const peer = await RawPeer.connect(port);
      peer.write(encodeRawRequest(request));
      if (request.headers?.["Transfer-Encoding"] !== undefined) peer.write("5\r\nhello\r\n0\r\n\r\n");
      else if (request.headers?.["Content-Length"] !== undefined) peer.write("hello");
      const { status } = await within(3000, `an answer to ${name}`, peer.readAnswer());
      assert.ok(status >= 400, `${name}: ${status}`);
      // What a tunnel would carry to the server behind: frames, and a request that the proxy would not let pass.
      peer.write(encodeRawFrame({ opcode: 1, payload: Buffer.from("smuggled"), maskingKey: KEY }));
      peer.write("GET /admin HTTP/1.1\r\nHost: localhost\r\n\r\n");
      peer.end();
      const rest = await within(3000, `the end after ${name}`, peer.readToEnd());
      assert.doesNotMatch(rest.toString("latin1"), /smuggled|HTTP\/1\.1 (101|200)/, name);
      peer.destroy();
    }
    const after = (await server.read(true)).counts;
    assert.deepEqual([after.connections, after.messages], [before.connections, before.messages]);
  },

  "what is quiet is cut, and a heartbeat keeps it": async ({ port, quiet }) => {
    const [kept, cut] = [await open(port), await open(quiet.port)];
    const { code, wasClean } = await within(5 * IDLE_CUT_MS, "the cut", cut.closed);
    assert.deepEqual([code, wasClean], [1006, false]);
    await new Promise((resolve) => setTimeout(resolve, IDLE_CUT_MS));
    assert.equal(kept.readyState, kept.OPEN);
    kept.send("still there?");
    assert.equal((await once(kept, "message"))[0], "still there?");
    kept.terminate();
    await eventually("the server has noticed the cut", async () => (await quiet.server.read(true)).clients === 0);
  },

  "headers up to our limit pass, larger ones are refused": async ({ port }) => {
    for (const [bytes, passes] of [
      [12_000, true],
      [20_000, false],
      [60_000, false],
    ] as const) {
      const peer = await RawPeer.connect(port);
      const { status } = await within(
        3000,
        `an answer to ${bytes} bytes`,
        peer.request({ headers: { A: "a".repeat(bytes) } }),
      );
      if (passes) assert.equal(status, 101);
      else assert.ok([400, 414, 431, 494].includes(status), `${bytes} bytes: ${status}`);
      peer.destroy();
    }
  },

  "a client that ends its side, or is reset, leaves nothing": async ({ port, server }) => {
    for (const end of ["end", "reset"] as const) {
      const peer = await RawPeer.open(port);
      peer.sendMasked({ opcode: 1, payload: Buffer.from("last words") });
      await peer.readFrame();
      peer[end]();
      await within(
        3000,
        "the end",
        peer.closed.then(() => undefined),
      );
      peer.destroy();
    }
    await eventually("they are gone", async () => (await server.read(true)).clients === 0);
  },

  "a server that ends with a Close is heard": async ({ port }) => {
    const peer = await RawPeer.open(port);
    peer.sendMasked({ opcode: 3 });
    assert.equal((await within(2000, "a Close", peer.readClose())).code, 1002);
    peer.end();
    await within(3000, "the end", peer.readToEnd());
    peer.destroy();
  },
};
