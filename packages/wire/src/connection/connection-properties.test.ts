/** What holds for every stream of bytes and for every pair of connections. Counter-examples come with their seed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  byteByByte,
  CountingAllocate,
  type Cut,
  encodeRawFrame,
  formatHex,
  joinBytes,
  Link,
  RecordEvents,
  randomCuts,
  SeededRandom,
  splitFrames,
  VirtualClock,
  whole,
} from "@longwire/testkit";
import fc from "fast-check";
import { clientLimits, type Limits, serverLimits } from "../limits.ts";
import type { Role } from "../role.ts";
import { Connection } from "./connection.ts";

const tight = { maxMessageBytes: 300, maxFrameBytes: 200, maxDiscardedBytes: 100_000 };

function limitsOf(role: Role, isTight: boolean): Limits {
  return { ...(role === "server" ? serverLimits : clientLimits), ...(isTight ? tight : {}) };
}

interface Outcome {
  readonly events: readonly string[];
  readonly sent: string;
  readonly state: string;
  readonly code: number;
  readonly cause: string | undefined;
}

/** Feeds a stream and holds the documented bounds against it on the way. */
function play(role: Role, isTight: boolean, stream: Uint8Array, cut: Cut): Outcome {
  const handler = new RecordEvents();
  const memory = new CountingAllocate();
  const limits = limitsOf(role, isTight);
  const { allocate } = memory;
  const connection = new Connection({ role, handler, now: 0, limits, nextMaskingKey: () => 7, allocate });
  let fed = 0;
  for (const part of cut.parts(stream)) {
    assert.equal(connection.receive(part, 0), part.length);
    fed += part.length;
    const bound = Math.min(4 * fed + 1024, limits.maxMessageBytes) + 125;
    assert.ok(connection.retainedBytes <= bound, `${connection.retainedBytes} bytes kept of ${fed}`);
  }
  assert.ok(memory.largestBytes <= Math.max(4 * fed + 1024, 65_536), `${memory.largestBytes} bytes at once for ${fed}`);
  const frames = splitFrames(joinBytes(connection.takeOutput()));
  assert.ok(frames.every((frame) => !frame.isTruncated && (frame.maskingKey !== undefined) === (role === "client")));
  assert.ok(
    frames.every((frame) => frame.unmasked.length <= 127),
    "only control frames are answers",
  );
  assert.ok(
    frames.slice(0, -1).every((frame) => frame.opcode !== 8),
    "nothing follows a Close",
  );
  const { code, cause } = connection.closeResult;
  const sent = formatHex(joinBytes(frames.map((frame) => frame.unmasked)));
  return { events: handler.log, sent, state: connection.state, code, cause: cause?.id };
}

function checkAllCuts(stream: Uint8Array, isTight: boolean, seed: number): void {
  for (const role of ["server", "client"] as const) {
    const expected = play(role, isTight, stream, whole);
    for (const cut of [byteByByte, randomCuts(new SeededRandom(seed), 30)]) {
      assert.deepEqual(play(role, isTight, stream, cut), expected, `${role}, ${cut.name}`);
    }
  }
}

const seeds = fc.integer();
const payload = fc.oneof(
  fc.uint8Array({ maxLength: 20 }),
  fc.uint8Array({ minLength: 120, maxLength: 260 }),
  fc.string({ unit: "binary" }).map((text) => Uint8Array.from(Buffer.from(text))),
);
/** Frames that are often right: any of them may follow any other. */
const frame = fc
  .record({
    opcode: fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom(0, 1, 2, 8, 9, 10) },
      { weight: 1, arbitrary: fc.nat(15) },
    ),
    fin: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, { weight: 2, arbitrary: fc.boolean() }),
    rsv: fc.oneof({ weight: 20, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(7) }),
    maskingKey: fc.option(fc.uint8Array({ minLength: 4, maxLength: 4 }), { nil: undefined }),
    payload,
  })
  .map(encodeRawFrame);

test("no bytes make receive throw, keep more than documented or go on for ever; no cut changes the outcome", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), seeds, checkAllCuts), { numRuns: 400 });
});

test("nor do frames of every kind, right and wrong", () => {
  fc.assert(fc.property(fc.array(frame, { maxLength: 8 }).map(joinBytes), fc.boolean(), seeds, checkAllCuts), {
    numRuns: 400,
  });
});

/** Valid messages in fragments with control frames between, for one mask or none. */
const message = fc.record({
  isText: fc.boolean(),
  text: fc.string({ unit: "grapheme", maxLength: 60 }),
  cuts: fc.array(fc.nat(60), { maxLength: 4 }),
  pings: fc.array(fc.nat(125), { maxLength: 3 }),
});

interface Spoken {
  readonly stream: Uint8Array;
  readonly events: readonly string[];
}

function speak(
  messages: readonly { isText: boolean; text: string; cuts: number[]; pings: number[] }[],
  role: Role,
): Spoken {
  const maskingKey = role === "server" ? Uint8Array.of(1, 0x80, 3, 0xff) : undefined;
  const parts: Uint8Array[] = [];
  const expected = new RecordEvents();
  for (const { isText, text, cuts, pings } of messages) {
    const bytes = Uint8Array.from(Buffer.from(text));
    const borders = [0, ...cuts.map((cut) => Math.min(cut, bytes.length)).sort((a, b) => a - b), bytes.length];
    for (let i = 1; i < borders.length; i += 1) {
      const opcode = i > 1 ? 0 : isText ? 1 : 2;
      const fin = i === borders.length - 1;
      parts.push(encodeRawFrame({ opcode, fin, maskingKey, payload: bytes.slice(borders[i - 1], borders[i]) }));
      const size = fin ? undefined : pings[i - 1];
      if (size === undefined) continue;
      parts.push(encodeRawFrame({ opcode: 9, maskingKey, payload: new Uint8Array(size).fill(i) }));
      expected.onPing(new Uint8Array(size).fill(i));
    }
    expected.onMessage(bytes, isText);
  }
  return { stream: joinBytes(parts), events: expected.log };
}

test("§5.4: valid messages, fragmented anywhere, with Pings between: every cut delivers them all, in order", () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 6 }), seeds, (messages, seed) => {
      for (const role of ["server", "client"] as const) {
        const { stream, events } = speak(messages, role);
        for (const cut of [whole, byteByByte, randomCuts(new SeededRandom(seed), 50)]) {
          const outcome = play(role, false, stream, cut);
          assert.deepEqual([outcome.events, outcome.state], [events, "open"], cut.name);
        }
      }
    }),
    { numRuns: 150 },
  );
});

type Operation = { readonly end: Role; readonly waitMs: number } & (
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "fragments"; readonly sizes: readonly number[] }
  | { readonly type: "ping"; readonly size: number }
);

const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({
    end: side(),
    waitMs: fc.nat(30),
    type: fc.constant("text" as const),
    text: fc.string({ unit: "grapheme" }),
  }),
  fc.record({
    end: side(),
    waitMs: fc.nat(30),
    type: fc.constant("fragments" as const),
    sizes: fc.array(fc.oneof(fc.nat(300), fc.nat(70_000)), { minLength: 1, maxLength: 4 }),
  }),
  fc.record({ end: side(), waitMs: fc.nat(30), type: fc.constant("ping" as const), size: fc.nat(125) }),
);

function side(): fc.Arbitrary<Role> {
  return fc.constantFrom<Role>("client", "server");
}

/** Does it, and returns the line that the other end must log for it. */
function perform(connection: Connection, todo: Operation): string {
  const expected = new RecordEvents();
  if (todo.type === "text") {
    connection.sendText(todo.text);
    expected.onMessage(Uint8Array.from(Buffer.from(todo.text)), true);
  } else if (todo.type === "ping") {
    connection.ping(new Uint8Array(todo.size).fill(1));
    expected.onPing(new Uint8Array(todo.size).fill(1));
  } else {
    const parts = todo.sizes.map((size, i) => new Uint8Array(size).fill(i));
    for (const [i, part] of parts.entries()) connection.sendBinary(part, i === parts.length - 1);
    expected.onMessage(joinBytes(parts), false);
  }
  return expected.log[0] as string; // exactly one event was recorded
}

const closes = fc.array(
  fc.record({ end: side(), waitMs: fc.nat(20), code: fc.constantFrom(undefined, 1000, 1001, 3000, 4999) }),
  { minLength: 1, maxLength: 2 },
);

test("§7.1: two connections that say valid things always end: same messages in order, both closed, codes as the RFC says", () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 12 }), closes, seeds, (operations, closings, seed) => {
      const clock = new VirtualClock();
      const link = new Link({ clock, random: new SeededRandom(seed), maxDelayMs: 25 });
      const wanted: Record<Role, string[]> = { client: [], server: [] };
      for (const todo of operations) {
        wanted[todo.end].push(perform(link[todo.end].connection, todo));
        link.flush();
        clock.advance(todo.waitMs);
      }
      for (const { end, waitMs, code } of closings) {
        link[end].connection.close(code, "", clock.now);
        link.flush();
        clock.advance(waitMs);
      }
      clock.runToEnd(60_000);
      for (const role of ["client", "server"] as const) {
        const other = role === "client" ? "server" : "client";
        const heard = link[other].events.log.filter((line) => !line.startsWith("pong") && line !== "closing");
        assert.deepEqual(heard, wanted[role], `what the ${role} sent`);
        const result = link[role].connection.closeResult;
        assert.equal(link[role].connection.state, "closed");
        assert.equal(result.wasClean, true, JSON.stringify(result));
        assert.deepEqual(result.received, link[other].connection.closeResult.sent);
        assert.equal(result.code, link[other].connection.closeResult.sent?.code ?? 1005);
        const closeFrames = splitFrames(joinBytes(link[role].sent)).filter((found) => found.opcode === 8);
        assert.equal(closeFrames.length, 1, "one Close from each end");
      }
      assert.ok(clock.now < 60_000);
    }),
    { numRuns: 120 },
  );
});

test("§7.1.5: a link that is lost, or goes silent, at any moment: both ends are closed in bounded time, 1006 or clean", () => {
  fc.assert(
    fc.property(
      fc.array(operation, { maxLength: 6 }),
      fc.constantFrom("lose", "silence client", "silence server", "silence both"),
      fc.boolean(),
      seeds,
      (operations, fault, closesFirst, seed) => {
        const clock = new VirtualClock();
        const link = new Link({ clock, random: new SeededRandom(seed), maxDelayMs: 25 });
        for (const todo of operations) {
          perform(link[todo.end].connection, todo);
          link.flush();
          clock.advance(todo.waitMs);
        }
        if (closesFirst) link.client.connection.close(1000, "", clock.now);
        link.flush();
        if (fault === "lose") link.lose();
        if (fault === "silence client" || fault === "silence both") link.silence("client");
        if (fault === "silence server" || fault === "silence both") link.silence("server");
        clock.runToEnd(120_000);
        for (const { connection } of [link.client, link.server]) {
          assert.equal(connection.state, "closed");
          const { code, wasClean } = connection.closeResult;
          assert.ok(wasClean || [1006, 1008, 1011].includes(code), `${code}`);
          assert.equal(connection.retainedBytes, 0);
        }
      },
    ),
    { numRuns: 120 },
  );
});
