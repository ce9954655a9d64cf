/**
 * Fuzz target: a whole connection, both roles, two sets of limits, with and without an extension.
 * Inputs are frames without masks; for a server they are masked on the way, and now and then left as they are.
 */
import assert from "node:assert/strict";
import {
  byteByByte,
  CountingAllocate,
  type Cut,
  encodeRawFrame,
  joinBytes,
  maskFrames,
  parseHex,
  RecordEvents,
  ReversingTransform,
  randomCuts,
  type SeededRandom,
  splitFrames,
  whole,
} from "@longwire/testkit";
import { Connection, clientLimits, type Limits, type Role, serverLimits } from "@longwire/wire";
import { vectorTopics } from "../vectors/topics.ts";
import type { FuzzTarget } from "./target.ts";

interface Config {
  readonly role: Role;
  readonly isTight: boolean;
  readonly hasExtension: boolean;
  /** All switches of the dialect that make a receiver more patient. */
  readonly isLax: boolean;
}

const configs: readonly Config[] = (["server", "client"] as const).flatMap((role) => [
  { role, isTight: false, hasExtension: false, isLax: false },
  { role, isTight: true, hasExtension: false, isLax: false },
  { role, isTight: false, hasExtension: true, isLax: false },
  { role, isTight: true, hasExtension: false, isLax: true },
]);

/** Text that was not validated is only bytes. */
class LaxEvents extends RecordEvents {
  override onMessage(payload: Uint8Array, isText: boolean): void {
    super.onMessage(payload, false);
    if (isText) this.log.push("as text");
  }
}

function limitsOf({ role, isTight }: Config): Limits {
  const limits = role === "server" ? serverLimits : clientLimits;
  return isTight
    ? { ...limits, maxMessageBytes: 40, maxFrameBytes: 30, maxFragments: 6, maxDiscardedBytes: 20 }
    : limits;
}

interface Outcome {
  readonly log: readonly string[];
  readonly sent: Uint8Array;
  readonly connection: Connection;
}

function play(config: Config, stream: Uint8Array, cut: Cut): Outcome {
  const handler = config.isLax ? new LaxEvents() : new RecordEvents();
  const memory = new CountingAllocate();
  const limits = limitsOf(config);
  const connection = new Connection({
    role: config.role,
    handler,
    now: 0,
    limits,
    nextMaskingKey: () => 0x01020304,
    allocate: memory.allocate,
    transform: config.hasExtension ? new ReversingTransform() : undefined,
    dialect: { validateUtf8: !config.isLax, recordFragments: config.isLax, echoReasons: config.isLax },
  });
  let fed = 0;
  for (const part of cut.parts(stream)) {
    assert.equal(connection.receive(part, 0), part.length, "everything is consumed");
    fed += part.length;
    const bound = Math.min(4 * fed + 1024, limits.maxMessageBytes) + 125;
    assert.ok(connection.retainedBytes <= bound, `${connection.retainedBytes} bytes kept of ${fed}`);
  }
  assert.ok(memory.largestBytes <= Math.max(4 * fed + 1024, 65_536), `${memory.largestBytes} bytes at once`);
  const sent = joinBytes(connection.takeOutput());
  assert.equal(connection.bufferedBytes, 0, "all output can be taken");
  return { log: handler.log, sent, connection };
}

/** What must be true of any outcome, whatever was fed. */
function checkDocumented({ log, sent, connection }: Outcome, { role }: Config): void {
  const { state, closeResult: result } = connection;
  const frames = splitFrames(sent);
  assert.ok(frames.every((frame) => !frame.isTruncated && frame.rsv === 0 && frame.fin));
  assert.ok(frames.every((frame) => (frame.maskingKey !== undefined) === (role === "client")));
  const closes = frames.filter((frame) => frame.opcode === 8);
  assert.ok(frames.every((frame) => (frame.opcode === 8 || frame.opcode === 10) && frame.payload.length <= 125));
  assert.ok(
    closes.length <= 1 && (closes.length === 0 || frames.at(-1) === closes[0]),
    "one Close, and it is the last",
  );
  assert.equal(log.filter((line) => line === "closing").length, state === "open" ? 0 : 1);
  assert.equal(state === "open", result.sent === undefined && result.cause === undefined);
  assert.equal(log.indexOf("closing") === -1 || log.at(-1) === "closing", true, "nothing follows");
  if (state !== "open") assert.equal(connection.retainedBytes, 0);
  if (result.cause !== undefined && result.received === undefined) assert.equal(result.code, result.cause.close);
}

function features(config: Config, { log, connection }: Outcome): Set<string> {
  const seen = new Set<string>();
  const prefix = `${config.role}${config.isTight ? " tight" : ""}${config.hasExtension ? " extension" : ""}${config.isLax ? " lax" : ""}`;
  let last = "start";
  for (const line of log) {
    const kind = line.split(" ", 1)[0] as string; // split never gives an empty list
    seen.add(`${prefix}: ${last} ${kind}`);
    seen.add(`${prefix}: ${kind} of about ${Math.floor(Math.log2(line.length))}`);
    last = kind;
  }
  const { cause, received } = connection.closeResult;
  seen.add(`${prefix}: ${connection.state} after ${last}, ${cause?.id ?? received?.code}`);
  seen.add(`${prefix}: ${log.length > 8 ? "many" : log.length} events, then ${cause?.id}`);
  const lastBefore = log
    .filter((line) => line !== "closing")
    .at(-1)
    ?.split(" ", 1)[0];
  if (config.role === "server") seen.add(`outcome: ${connection.state} after ${lastBefore}, ${cause?.id}`);
  if (connection.retainedBytes > 0) seen.add(`${prefix}: unfinished after ${last}`);
  return seen;
}

function isSame(a: Outcome, b: Outcome): void {
  assert.deepEqual(a.log, b.log);
  // What is thrown away is counted from the end of the part in which text failed, so only the cut decides when it is too much.
  const isDiscardCut = a.connection.state !== b.connection.state && a.connection.closeResult.cause !== undefined;
  if (isDiscardCut) return;
  assert.deepEqual(a.sent, b.sent);
  assert.deepEqual({ ...a.connection.closeResult }, { ...b.connection.closeResult });
}

function generateFrame(random: SeededRandom): Uint8Array {
  const isControl = random.chance(0.3);
  const isOdd = random.chance(0.08);
  const opcode = isOdd ? random.below(16) : isControl ? random.pick([8, 9, 9, 10]) : random.pick([0, 0, 1, 1, 2]);
  return encodeRawFrame({
    opcode,
    fin: isControl ? !random.chance(0.03) : random.chance(0.6),
    rsv: random.chance(0.1) ? random.below(8) : 0,
    payload: generatePayload(opcode, random),
    ...(random.chance(0.03) ? { lengthBytes: random.pick([2, 8] as const) } : {}),
    ...(random.chance(0.02) ? { declaredLength: 1n << BigInt(random.below(64)), lengthBytes: 8 as const } : {}),
  });
}

const texts = ["", "a", "Hello", "κόσμε", "💥", "\ud7ff\ue000\u{10ffff}", "0123456789".repeat(4)].map((text) =>
  parseHex(`"${text}"`),
);

function generatePayload(opcode: number, random: SeededRandom): Uint8Array {
  if (opcode === 8) {
    const code = random.pick([1000, 1001, 1005, 1011, 3000, 4999, random.below(65536)]);
    return joinBytes([Uint8Array.of(code >> 8, code & 0xff), random.pick(texts)]).slice(0, random.below(30));
  }
  const text = random.pick(texts);
  if (random.chance(0.5)) return text;
  if (random.chance(0.3)) return text.slice(random.below(text.length + 1), random.below(text.length + 1));
  return random.bytes(random.pick([0, 1, 2, 10, 29, 30, 31, 40, 41, 125, 126, 300]));
}

/** The connection. */
export const framesTarget: FuzzTarget = {
  name: "frames",
  seeds: vectorTopics
    .flatMap(([, vectors]) => vectors.map((vector) => parseHex(vector.bytes.join("\n"))))
    .filter((bytes) => bytes.length < 300),
  generate: (random) => joinBytes(Array.from({ length: 1 + random.below(8) }, () => generateFrame(random))),
  run: (input, random) => {
    const seen = new Set<string>();
    const key = random.chance(0.2) ? new Uint8Array(4) : random.bytes(4);
    for (const config of configs) {
      const isRaw = config.role === "client" || random.chance(0.02);
      const stream = isRaw ? input : maskFrames(input, key);
      const once = play(config, stream, whole);
      checkDocumented(once, config);
      const cut = input.length < 400 && random.chance(0.2) ? byteByByte : randomCuts(random, 60);
      const again = play(config, stream, cut);
      checkDocumented(again, config);
      isSame(once, again);
      for (const feature of features(config, once)) seen.add(feature);
    }
    return seen;
  },
};
