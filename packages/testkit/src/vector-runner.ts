/**
 * The one runner of all conformance vectors. It feeds each vector whole, byte by byte, in random cuts and, where the
 * receiver has stopped listening, with trailing bytes, and demands the same outcome every time.
 * It knows both roles and no clause: what is right is in the vectors.
 */
import assert from "node:assert/strict";
import { Connection, clientLimits, type Role, serverLimits } from "@longwire/wire";
import { CountingAllocate } from "./counting-allocate.ts";
import { byteByByte, type Cut, randomCuts, whole } from "./cuts.ts";
import { formatHex, joinBytes, parseHex } from "./hex.ts";
import { maskFrames, splitFrames } from "./raw-frame.ts";
import { RecordEvents } from "./record-events.ts";
import { SeededRandom } from "./seeded-random.ts";
import type { Expectation, Vector } from "./vector.ts";

/** A key of four different bytes, the one of the examples in RFC 6455 §5.7. */
export const exampleMaskingKey: Uint8Array = Uint8Array.of(0x37, 0xfa, 0x21, 0x3d);
const EXAMPLE_KEY = 0x37fa213d;
const RANDOM_CUTS = 3;

/** The roles in which a vector is run. */
export function rolesOf(vector: Vector): readonly Role[] {
  return vector.role === "both" ? ["server", "client"] : [vector.role];
}

/**
 * Runs `vector` against a receiver in `role`, in every way of cutting.
 * @param seed for the random cuts; it is in the message of a failure.
 * @throws AssertionError that names the cut and shows what differs.
 */
export function runVector(vector: Vector, role: Role, seed: number): void {
  const random = new SeededRandom(seed);
  const written = parseHex(vector.bytes.join("\n"));
  const isMasked = role === "server" && vector.masks !== "as-written";
  const stream = isMasked ? maskFrames(written, exampleMaskingKey) : written;
  const maxPartBytes = Math.max(8, stream.length >> 3);
  const cuts: Cut[] = [whole, byteByByte];
  for (let i = 0; i < RANDOM_CUTS; i += 1) cuts.push(randomCuts(random, maxPartBytes));
  for (const cut of cuts) {
    check(vector, play(vector, role, stream, cut, undefined), cut.name);
    if (isTerminal(vector.expect)) {
      const trailing = trailingBytes(random);
      check(vector, play(vector, role, stream, cut, trailing), `${cut.name}, with trailing bytes`);
    }
  }
  if (vector.isFailFast) {
    const start = written.slice(0, written.length - 1);
    checkFailFast(vector, role, stream, isMasked ? maskFrames(start, exampleMaskingKey).length : start.length);
  }
}

/** What came of one run. */
interface Outcome {
  readonly connection: Connection;
  readonly events: readonly string[];
  readonly sent: string;
  readonly memory: CountingAllocate;
}

function makeConnection(vector: Vector, role: Role, handler: RecordEvents, memory: CountingAllocate): Connection {
  return new Connection({
    role,
    handler,
    now: 0,
    limits: { ...(role === "server" ? serverLimits : clientLimits), ...vector.limits },
    nextMaskingKey: () => EXAMPLE_KEY,
    allocate: memory.allocate,
    transform: vector.transform?.(),
  });
}

function play(vector: Vector, role: Role, stream: Uint8Array, cut: Cut, trailing: Uint8Array | undefined): Outcome {
  const handler = new RecordEvents();
  const memory = new CountingAllocate();
  const connection = makeConnection(vector, role, handler, memory);
  vector.before?.(connection);
  // With EOF, bytes that trail come after it; else they are part of the stream, cut with it.
  const fed = trailing === undefined || vector.eof ? stream : joinBytes([stream, trailing]);
  feed(connection, fed, cut);
  if (vector.eof) {
    connection.receiveEof();
    feed(connection, trailing ?? new Uint8Array(0), cut);
  }
  return { connection, events: handler.log, sent: sentBytes(connection, role), memory };
}

function feed(connection: Connection, bytes: Uint8Array, cut: Cut): void {
  for (const part of cut.parts(bytes)) {
    assert.equal(connection.receive(part, 0), part.length, "receive consumes everything unless paused");
    // What was received belongs to the transport: nobody may look at it again.
    part.fill(0xee);
  }
}

/** All output as hexadecimal without masks, after a look at whether the role masks (RFC 6455 §5.1). */
function sentBytes(connection: Connection, role: Role): string {
  const frames = splitFrames(joinBytes(connection.takeOutput()));
  for (const frame of frames) {
    assert.equal(frame.maskingKey !== undefined, role === "client", "a client masks, a server does not (§5.1)");
    assert.equal(frame.isTruncated, false, "output is whole frames");
  }
  assert.equal(connection.bufferedBytes, 0, "everything was taken");
  return formatHex(joinBytes(frames.map((frame) => frame.unmasked)));
}

function check(vector: Vector, outcome: Outcome, how: string): void {
  const { expect } = vector;
  const { connection } = outcome;
  const where = `${vector.name} (${connection.role}, ${how})`;
  assert.deepEqual(outcome.events, expect.events ?? [], `events: ${where}`);
  assert.equal(outcome.sent, formatHex(parseHex((expect.sent ?? []).join("\n"))), `bytes sent: ${where}`);
  assert.equal(connection.state, expect.state ?? "open", `state: ${where}`);
  if (connection.state !== "open") checkClose(expect, connection, where);
  if (expect.transport !== undefined) assert.equal(connection.transport, expect.transport, `transport: ${where}`);
  if (isTerminal(expect)) assert.equal(connection.retainedBytes, 0, `memory is given back: ${where}`);
  if (vector.maxAllocationBytes !== undefined) {
    assert.ok(outcome.memory.largestBytes <= vector.maxAllocationBytes, `largest allocation: ${where}`);
  }
}

function checkClose(expect: Expectation, connection: Connection, where: string): void {
  const result = connection.closeResult;
  assert.equal(result.code, expect.code, `close code: ${where}`);
  assert.equal(result.cause?.id, expect.cause, `cause: ${where}`);
  if (expect.first !== undefined) assert.equal(result.first, expect.first, `first: ${where}`);
  if (expect.wasClean !== undefined) assert.equal(result.wasClean, expect.wasClean, `wasClean: ${where}`);
  if (expect.received !== undefined) assert.deepEqual(result.received, expect.received, `received: ${where}`);
}

/** True when nothing that still arrives may change anything: after a failure, a received Close, or the end of TCP. */
function isTerminal(expect: Expectation): boolean {
  return expect.cause !== undefined || expect.received !== undefined || expect.state === "closed";
}

/** What a peer might go on to send: frames that would be answered, and noise. */
function trailingBytes(random: SeededRandom): Uint8Array {
  return joinBytes([parseHex('89 01 70 81 02 "hi" 88 02 03 e8 89 80 00 00 00 00'), random.bytes(random.below(200))]);
}

/** `at` is where the last byte of the vector lies; with a mask, the key may stand behind it. */
function checkFailFast(vector: Vector, role: Role, stream: Uint8Array, at: number): void {
  const connection = makeConnection(vector, role, new RecordEvents(), new CountingAllocate());
  vector.before?.(connection);
  connection.receive(stream.subarray(0, at), 0);
  assert.equal(connection.state, "open", `${vector.name} (${role}): fails before its last byte`);
  connection.receive(stream.subarray(at, at + 1), 0);
  assert.notEqual(connection.state, "open", `${vector.name} (${role}): does not fail at its last byte`);
}
