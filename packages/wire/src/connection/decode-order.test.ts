import assert from "node:assert/strict";
import { test } from "node:test";
import { formatHex, parseHex, ReversingTransform } from "@longwire/testkit";
import type { AssembledMessage } from "../message/message-assembler.ts";
import type { ViolationId } from "../violation.ts";
import { DecodeOrder, type DecodeSink } from "./decode-order.ts";

class Log implements DecodeSink {
  readonly lines: string[] = [];
  late = 0;

  onDecoded(payload: Uint8Array, isText: boolean, wasEncoded: boolean): void {
    this.lines.push(`${isText ? "text" : "binary"} ${formatHex(payload)}${wasEncoded ? " decoded" : ""}`);
  }

  onUndecodable(id: string): void {
    this.lines.push(id);
  }

  onLate(): void {
    this.late += 1;
  }
}

function message(hex: string, isEncoded: boolean, isText = false): AssembledMessage {
  return { payload: parseHex(hex), isText, isEncoded };
}

test("without an extension messages go straight through", () => {
  const log = new Log();
  const order = new DecodeOrder(undefined, 100, log);
  order.add(message("61", false, true));
  assert.deepEqual([log.lines, order.pending], [["text 61"], 0]);
});

test("RFC 7692 §6: a synchronous decoder delivers at once", () => {
  const log = new Log();
  const order = new DecodeOrder(new ReversingTransform(), 100, log);
  order.add(message("61 62", true));
  order.add(message("63 64", false));
  assert.deepEqual([log.lines, order.pending], [["binary 62 61 decoded", "binary 63 64"], 0]);
});

test("order is that of the wire, whichever result comes first", () => {
  const [log, transform] = [new Log(), new ReversingTransform(true)];
  const order = new DecodeOrder(transform, 100, log);
  order.add(message("01 02", true));
  order.add(message("03", false));
  order.add(message("04 05", true));
  assert.deepEqual([log.lines, order.pending], [[], 3]);
  transform.finish(1);
  assert.deepEqual(log.lines, [], "the second result waits for the first");
  transform.finish(0);
  assert.deepEqual(log.lines, ["binary 02 01 decoded", "binary 03", "binary 05 04 decoded"]);
  order.add(message("06", false));
  assert.deepEqual([log.lines.at(-1), order.pending], ["binary 06", 0]);
});

test("a failure drops what comes after it, and is reported in its place", () => {
  const [log, transform] = [new Log(), new ReversingTransform(true)];
  const order = new DecodeOrder(transform, 100, log);
  order.add(message("01", true));
  order.add(message("ff", true));
  order.add(message("02", true));
  transform.finish(2);
  transform.finish(1);
  assert.deepEqual(log.lines, []);
  transform.finish(0);
  assert.deepEqual([log.lines, order.pending], [["binary 01 decoded", "payload-not-decodable"], 0]);
});

test("the limit is given to the decoder", () => {
  const log = new Log();
  const order = new DecodeOrder(new ReversingTransform(), 2, log);
  order.add(message("01 02", true));
  order.add(message("01 02 03", true));
  assert.deepEqual(log.lines, ["binary 02 01 decoded", "message-too-big"]);
});

test("results after clear are ignored", () => {
  const [log, transform] = [new Log(), new ReversingTransform(true)];
  const order = new DecodeOrder(transform, 100, log);
  order.add(message("01", true));
  order.clear();
  transform.finish();
  assert.deepEqual([log.lines, order.pending], [[], 0]);
});

test("the first result for a message counts, also while it waits for its turn", () => {
  const log = new Log();
  const answers: ((result: Uint8Array | ViolationId) => void)[] = [];
  const order = new DecodeOrder(
    { name: "by hand", decode: (_, __, done) => void answers.push(done), encode: () => undefined, dispose: () => {} },
    100,
    log,
  );
  order.add(message("01", true));
  order.add(message("02", true));
  answers[1]?.(parseHex("22"));
  answers[1]?.("payload-not-decodable");
  answers[0]?.(parseHex("11"));
  answers[0]?.(parseHex("33"));
  assert.deepEqual(log.lines, ["binary 11 decoded", "binary 22 decoded"]);
});

test("end waits for what is being decoded, and is told once", () => {
  const [log, transform] = [new Log(), new ReversingTransform(true)];
  const order = new DecodeOrder(transform, 100, log);
  order.add(message("01 02", true));
  order.end(() => log.lines.push("end"));
  assert.deepEqual(log.lines, []);
  transform.finish();
  order.clear();
  assert.deepEqual(log.lines, ["binary 02 01 decoded", "end"]);
  const idle = new DecodeOrder(transform, 100, log);
  idle.end(() => log.lines.push("at once"));
  assert.equal(log.lines.at(-1), "at once");
  const dropped = new DecodeOrder(transform, 100, log);
  dropped.add(message("01", true));
  dropped.end(() => log.lines.push("dropped"));
  dropped.clear();
  transform.finish();
  assert.equal(log.lines.at(-1), "dropped");
  const failing = new DecodeOrder(transform, 100, log);
  failing.add(message("ff", true));
  failing.end(() => log.lines.push("failed"));
  transform.finish();
  assert.deepEqual(log.lines.slice(-2), ["payload-not-decodable", "failed"]);
});

test("what is delivered late is told, what is delivered at once is not", () => {
  for (const isDeferred of [false, true]) {
    const [log, transform] = [new Log(), new ReversingTransform(isDeferred)];
    const order = new DecodeOrder(transform, 100, log);
    order.add(message("61 62", true));
    transform.finish();
    assert.deepEqual([log.lines.length, log.late], [1, isDeferred ? 1 : 0]);
  }
});

test("no more is to be read when 16 messages, or 64 KiB, wait", () => {
  const [log, transform] = [new Log(), new ReversingTransform(true)];
  const order = new DecodeOrder(transform, 1e6, log);
  for (let i = 0; i < 16; i += 1) {
    assert.equal(order.isFull, false, `${i} wait`);
    order.add(message("61 62", true));
  }
  assert.equal(order.isFull, true);
  transform.finish();
  assert.equal(order.isFull, false);
  order.clear();
  const payload = (length: number): AssembledMessage => ({
    payload: new Uint8Array(length),
    isText: false,
    isEncoded: true,
  });
  order.add(payload(64 * 1024 - 1));
  assert.equal(order.isFull, false);
  order.add(payload(1));
  assert.equal(order.isFull, true);
  order.clear();
  assert.equal(order.isFull, false);
});

test("a pause holds back what is decoded meanwhile, and what comes after it", () => {
  const [log, transform] = [new Log(), new ReversingTransform(true)];
  const order = new DecodeOrder(transform, 100, log);
  order.add(message("61 62", true));
  order.add(message("63 64", false));
  order.isPaused = true;
  transform.finish();
  assert.deepEqual([log.lines, order.pending], [[], 2]);
  order.isPaused = false;
  order.deliver();
  assert.deepEqual([log.lines, order.pending], [["binary 62 61 decoded", "binary 63 64"], 0]);
});
