/**
 * What the hub needs of every connection, as a suite that each transport runs. The peer is the other end, as a test sees it.
 */
import assert from "node:assert/strict";
import { describe } from "node:test";
import type { Connection } from "@longwire/hub";
import { until } from "../until.ts";
import { contractTests, type UnderTest } from "./contract-tests.ts";

/** The other end of a connection. */
export interface ConnectionPeer {
  /** What has arrived: text as strings. */
  readonly received: readonly (string | Uint8Array)[];
  /** How it ended; undefined while it is open. */
  readonly ended: { readonly code: number; readonly reason: string } | undefined;
  send(data: string | Uint8Array): void;
  /** Reads nothing from now on. */
  stall(): void;
  /** Reads on. */
  resume(): void;
}

/** A connection under test. */
export interface ConnectionUnderTest extends UnderTest {
  readonly connection: Connection;
  readonly peer: ConnectionPeer;
}

interface Given extends ConnectionUnderTest {
  /** What the connection told, in order: messages as data, the rest by name. */
  readonly events: unknown[];
}

const tests: readonly (readonly [title: string, body: (given: Given) => Promise<void>])[] = [
  [
    "hands on messages in order, text as strings and bytes as bytes",
    async ({ peer, events }) => {
      peer.send("a");
      peer.send(Uint8Array.of(1, 2));
      peer.send("ä€😀");
      await until("all have come", () => events.length === 3);
      assert.deepEqual(events, ["a", [1, 2], "ä€😀"]);
    },
  ],

  [
    "sends text, bytes, and bytes as text, in order",
    async ({ connection, peer }) => {
      connection.send("a");
      connection.send(Uint8Array.of(1, 2));
      connection.send(new TextEncoder().encode("ä"), { binary: false });
      await until("all have come", () => peer.received.length === 3);
      assert.deepEqual(
        peer.received.map((data) => (typeof data === "string" ? data : [...data])),
        ["a", [1, 2], "ä"],
      );
    },
  ],

  [
    "copies what it sends",
    async ({ connection, peer }) => {
      peer.stall();
      const bytes = new Uint8Array(1000).fill(7);
      for (let i = 0; i < 10; i += 1) connection.send(bytes);
      bytes.fill(0);
      peer.resume();
      await until("all have come", () => peer.received.length === 10);
      assert.ok(peer.received.every((data) => typeof data !== "string" && data.every((byte) => byte === 7)));
    },
  ],

  [
    "closes after what was sent, and tells it once, last",
    async ({ connection, peer, events }) => {
      connection.send("last words");
      connection.close(3001, "shutdown");
      connection.close(3002, "again");
      await until("both ends know", () => peer.ended !== undefined && events.length > 0);
      assert.deepEqual([peer.received, peer.ended], [["last words"], { code: 3001, reason: "shutdown" }]);
      assert.equal(events.length, 1);
      assert.equal(connection.send("too late"), false);
    },
  ],

  [
    "ends at once when it is terminated, and takes nothing more",
    async ({ connection, events }) => {
      connection.terminate();
      await until("it has ended", () => events.length > 0);
      assert.deepEqual(events, ["close 1006"]);
      assert.equal(connection.send("too late"), false);
    },
  ],

  [
    "says that much waits for a slow peer, and when that has left",
    async (given) => {
      const { connection, peer, events } = given;
      peer.stall();
      const bytes = new Uint8Array(32 * 1024);
      let sent = 1;
      while (connection.send(bytes) && sent < 2000) sent += 1;
      assert.ok(sent < 2000, "send never said that much waits");
      assert.ok(connection.bufferedAmount > 0);
      peer.resume();
      await until("it has drained", () => events.includes("drain"));
      await until("all have come", () => peer.received.length === sent);
      assert.deepEqual(events, ["drain"]);
    },
  ],
];

/** Registers the suite for `name`. */
export function describeConnection(name: string, create: () => Promise<ConnectionUnderTest>): void {
  const withConnection = contractTests(create, (given) => ({ ...given, events: record(given.connection) }));
  describe(`connection contract: ${name}`, () => {
    for (const [title, body] of tests) withConnection(title, body);
  });
}

function record(connection: Connection): unknown[] {
  const events: unknown[] = [];
  connection.on("message", (data) => events.push(typeof data === "string" ? data : [...toBytes(data)]));
  connection.on("drain", () => events.push("drain"));
  connection.on("close", (code) => events.push(`close ${code}`));
  return events;
}

function toBytes(data: Uint8Array | ArrayBuffer): Uint8Array {
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
