import assert from "node:assert/strict";
import { test } from "node:test";
import { Connection, type ConnectionHandler } from "./connection.ts";
import { ConnectionProfile } from "./connection-profile.ts";

const MASK = [1, 2, 3, 4];

/** A frame of a client. */
function frame(opcode: number, payload: string, fin = true): Uint8Array {
  const bytes = [...new TextEncoder().encode(payload)].map((byte, i) => byte ^ (MASK[i % 4] as number));
  return Uint8Array.from([(fin ? 0x80 : 0) | opcode, 0x80 | bytes.length, ...MASK, ...bytes]);
}

/** A connection of the profile, and what it was told. */
function open(profile: ConnectionProfile, onMessage?: () => void): { connection: Connection; texts: string[] } {
  const texts: string[] = [];
  const handler: ConnectionHandler = {
    onMessage: (payload) => {
      texts.push(new TextDecoder().decode(payload));
      onMessage?.();
    },
    onPing: () => undefined,
    onPong: () => undefined,
    onClosing: () => undefined,
  };
  return { connection: new Connection({ role: "server", profile, handler, now: 0 }), texts };
}

/** Everything that waits, as one array, and written. */
function written(connection: Connection): number[] {
  const bytes = connection.takeOutput().flatMap((part) => [...part]);
  connection.outputWritten();
  return bytes;
}

test("connections of one profile read in turns with one reader, and give it back with nothing in it", () => {
  const profile = new ConnectionProfile({ role: "server" });
  const a = open(profile);
  const b = open(profile);
  a.connection.receive(frame(1, "one"), 0);
  const reader = profile.idleReader;
  assert.notEqual(reader, undefined);
  b.connection.receive(frame(1, "two"), 0);
  assert.equal(profile.idleReader, reader);
  assert.deepEqual([a.texts, b.texts], [["one"], ["two"]]);
});

test("§5.4: what is half read stays with its connection, wherever it is cut", () => {
  const message = [...frame(1, "fir", false), ...frame(9, "?"), ...frame(0, "st")];
  for (let cut = 1; cut < message.length; cut += 1) {
    const profile = new ConnectionProfile({ role: "server" });
    const a = open(profile);
    const b = open(profile);
    a.connection.receive(Uint8Array.from(message.slice(0, cut)), 0);
    assert.equal(profile.idleReader, undefined, `cut at ${cut}`);
    b.connection.receive(frame(1, "between"), 0);
    a.connection.receive(Uint8Array.from(message.slice(cut)), 0);
    assert.deepEqual([a.texts, b.texts], [["first"], ["between"]], `cut at ${cut}`);
  }
});

test("a connection that is fed within another's message has a reader of its own", () => {
  const profile = new ConnectionProfile({ role: "server" });
  const inner = open(profile);
  const outer = open(profile, () => {
    inner.connection.receive(frame(1, "inner"), 0);
  });
  outer.connection.receive(Uint8Array.from([...frame(1, "a"), ...frame(1, "b")]), 0);
  assert.deepEqual(
    [outer.texts, inner.texts],
    [
      ["a", "b"],
      ["inner", "inner"],
    ],
  );
});

test("§7.1.7: the reader of a failed connection is not lent again, and the connection does not read with another's", () => {
  const profile = new ConnectionProfile({ role: "server" });
  const failing = open(profile);
  failing.connection.receive(Uint8Array.of(0xf1, 0x80), 0);
  assert.equal(failing.connection.state, "closing");
  assert.equal(profile.idleReader, undefined);
  const next = open(profile);
  next.connection.receive(frame(1, "unharmed"), 0);
  failing.connection.receive(frame(1, "discarded"), 0);
  assert.deepEqual([failing.texts, next.texts], [[], ["unharmed"]]);
});

test("the time of an unfinished message counts for its own connection only", () => {
  const profile = new ConnectionProfile({ role: "server" });
  const slow = open(profile);
  const quick = open(profile);
  slow.connection.receive(frame(1, "never", false), 0);
  quick.connection.receive(frame(1, "done"), 1);
  assert.equal(slow.connection.nextDeadline(), 25_000);
  slow.connection.receive(frame(9, ""), 20_000);
  assert.equal(slow.connection.nextDeadline(), profile.limits.messageTimeoutMs);
  slow.connection.expire(profile.limits.messageTimeoutMs);
  quick.connection.expire(25_000);
  assert.deepEqual([slow.connection.closeResult.cause?.id, quick.connection.state], ["message-timeout", "open"]);
});

test("what waits to be sent stays with its connection; written, its writer serves the next", () => {
  const profile = new ConnectionProfile({ role: "server" });
  const a = open(profile).connection;
  const b = open(profile).connection;
  a.sendText("a");
  b.sendText("b");
  assert.deepEqual([a.bufferedBytes, b.bufferedBytes], [3, 3]);
  assert.deepEqual(written(a), [0x81, 1, 0x61]);
  const writer = profile.idleOutbound;
  assert.notEqual(writer, undefined);
  assert.deepEqual(written(b), [0x81, 1, 0x62]);
  a.sendText("c");
  assert.equal(profile.idleOutbound === writer, false);
  assert.deepEqual(written(a), [0x81, 1, 0x63]);
});

test("§5.4: a message in fragments keeps its writer until its last fragment", () => {
  const profile = new ConnectionProfile({ role: "server" });
  const a = open(profile).connection;
  const b = open(profile).connection;
  a.sendText("a", false);
  written(a);
  assert.equal(profile.idleOutbound, undefined);
  b.sendText("b");
  assert.deepEqual(written(b), [0x81, 1, 0x62]);
  a.sendText("z");
  assert.deepEqual(written(a), [0x80, 1, 0x7a]);
});
