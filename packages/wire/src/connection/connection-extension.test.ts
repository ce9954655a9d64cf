/** A connection whose extension decodes at once or later: order, failures, and what the end of the connection means. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatHex, joinBytes, parseHex, RecordEvents, ReversingTransform } from "@longwire/testkit";
import { Connection } from "./connection.ts";

interface Setup {
  readonly connection: Connection;
  readonly transform: ReversingTransform;
  readonly log: string[];
}

function setup(isDeferred: boolean): Setup {
  const transform = new ReversingTransform(isDeferred);
  const handler = new RecordEvents();
  const connection = new Connection({ role: "client", handler, now: 0, nextMaskingKey: () => 0, transform });
  return { connection, transform, log: handler.log };
}

test("RFC 7692 §6: a decoder that answers at once: messages in order, decoded and not", () => {
  const { connection, log } = setup(false);
  connection.receive(parseHex('c1 02 "ab" 81 02 "cd" c2 02 01 02'), 0);
  assert.deepEqual([log, connection.pendingDecodes], [['text "ba"', 'text "cd"', "binary 02 01"], 0]);
});

test("edge 46: while a message is being decoded Pings are answered and further messages wait in order", () => {
  const { connection, transform, log } = setup(true);
  connection.receive(parseHex('c1 02 "ab" 89 01 61 81 02 "cd"'), 0);
  assert.deepEqual([log, connection.pendingDecodes], [["ping 61"], 2]);
  assert.equal(formatHex(joinBytes(connection.takeOutput())), "8a 81 00 00 00 00 61");
  transform.finish();
  assert.deepEqual([log, connection.pendingDecodes], [["ping 61", 'text "ba"', 'text "cd"'], 0]);
});

test("§8.1: text is judged after decoding; a failure there closes with 1007", () => {
  for (const isDeferred of [false, true]) {
    const { connection, transform, log } = setup(isDeferred);
    connection.receive(parseHex("c1 03 ac 82 e2 c1 03 e2 82 ac c1 01 61"), 0);
    for (let i = 0; i < 3; i += 1) transform.finish();
    assert.deepEqual(log, ['text "€"', "closing"]);
    assert.equal(connection.closeResult.cause?.id, "text-not-utf8");
  }
});

test("RFC 7692 §6.2: what cannot be decoded closes with 1007, once, and nothing follows", () => {
  for (const isDeferred of [false, true]) {
    const { connection, transform, log } = setup(isDeferred);
    connection.receive(parseHex("c2 01 ff c2 01 61 c2 01 62 c2 01 63 88 00"), 0);
    for (let i = 0; i < 4; i += 1) transform.finish();
    assert.equal(connection.closeResult.cause?.id, "payload-not-decodable");
    assert.deepEqual(log, ["closing"]);
    const sent = formatHex(joinBytes(connection.takeOutput()));
    assert.equal(sent.match(/(^| )88 a/g)?.length ?? 0, isDeferred ? 0 : 1, "a Close was already sent, or this is it");
  }
});

test("§5.4: a violation while a message is being decoded: one Close, and late results are ignored", () => {
  const { connection, transform, log } = setup(true);
  connection.receive(parseHex("c2 02 01 02 83 00"), 0);
  assert.deepEqual(log, ["closing"]);
  transform.finish();
  assert.deepEqual([log, connection.closeResult.cause?.id], [["closing"], "reserved-opcode"]);
  assert.equal(connection.pendingDecodes, 0);
});

test("§5.5.1: a message that came before the peer's Close is delivered though its decoding ends after it", () => {
  const { connection, transform, log } = setup(true);
  connection.receive(parseHex('c1 02 "ab" 81 02 "cd" 88 02 03 e8'), 0);
  assert.deepEqual([log, connection.pendingDecodes], [["closing"], 2]);
  transform.finish();
  assert.deepEqual(log, ["closing", 'text "ba"', 'text "cd"']);
  assert.deepEqual([connection.closeResult.code, connection.closeResult.wasClean], [1000, true]);
});

test("§7.1.4: the end of TCP loses no message that arrived whole; the extension is released after the last", () => {
  for (const close of ["", "88 00"]) {
    const { connection, transform, log } = setup(true);
    connection.receive(parseHex(`c1 02 "ab" c1 02 "cd" ${close}`), 0);
    connection.receiveEof();
    assert.deepEqual([connection.state, connection.pendingDecodes, transform.disposals], ["closed", 2, 0]);
    transform.finish();
    assert.equal(transform.disposals, 0);
    transform.finish();
    assert.deepEqual(
      log.filter((line) => line !== "closing"),
      ['text "ba"', 'text "dc"'],
    );
    assert.deepEqual([connection.pendingDecodes, transform.disposals], [0, 1]);
  }
});

test("a message that cannot be decoded after the end: the result of the close stays, the extension is released", () => {
  const { connection, transform, log } = setup(true);
  connection.receive(parseHex("c2 01 ff c2 01 61"), 0);
  connection.receiveEof();
  transform.finish();
  assert.deepEqual([connection.closeResult.cause?.id, connection.pendingDecodes], ["no-close-frame", 0]);
  assert.deepEqual([log, transform.disposals], [[], 1]);
});

test("abort drops what is being decoded, and late results", () => {
  const { connection, transform, log } = setup(true);
  connection.receive(parseHex('c1 02 "ab"'), 0);
  connection.abort();
  transform.finish();
  assert.deepEqual([log, connection.pendingDecodes, transform.disposals], [[], 0, 1]);
});

test("the extension is released exactly once, however the connection ends", () => {
  const ends: ((connection: Connection) => void)[] = [
    (connection) => connection.abort(),
    (connection) => connection.receiveEof(),
    (connection) => connection.fail("output-stalled", 0),
    (connection) => connection.fail("slow-reader", 0),
    (connection) => connection.receive(parseHex("88 00"), 0),
    (connection) => connection.receive(parseHex("83 00"), 0),
  ];
  for (const end of ends) {
    const { connection, transform } = setup(false);
    end(connection);
    connection.receiveEof();
    connection.receiveEof();
    connection.abort();
    assert.equal(transform.disposals, 1);
  }
});

test("RFC 7692 §6: what is sent is encoded, RSV1 set; sendEncoded is not for such a connection", () => {
  const { connection } = setup(false);
  connection.sendText("ab");
  connection.sendBinary(Uint8Array.of(1));
  assert.equal(formatHex(joinBytes(connection.takeOutput())), "c1 82 00 00 00 00 62 61 82 81 00 00 00 00 01");
  const server = new Connection({
    role: "server",
    handler: new RecordEvents(),
    now: 0,
    transform: new ReversingTransform(),
  });
  assert.equal(server.acceptsEncoded, false);
  assert.throws(() => server.sendEncoded(parseHex("81 00")), { code: "ERR_INVALID_ARGUMENT" });
});

function lateServer(): { connection: Connection; transform: ReversingTransform; log: string[] } {
  const transform = new ReversingTransform();
  transform.encodesLater = true;
  const handler = new RecordEvents();
  const connection = new Connection({ role: "server", handler, now: 0, transform });
  connection.onProgress = () => handler.log.push("progress");
  return { connection, transform, log: handler.log };
}

test("edge 64: what is encoded later keeps its place; control frames pass it; Close waits behind it", () => {
  const { connection, transform, log } = lateServer();
  connection.sendText("ab");
  connection.sendText("x");
  connection.sendFrame(parseHex("82 00"));
  connection.ping();
  assert.equal(formatHex(joinBytes(connection.takeOutput())), "89 00");
  connection.close(1000, "", 0);
  connection.receive(parseHex("88 82 00 00 00 00 03 e8"), 0);
  assert.equal(connection.transport, "keep");
  assert.ok(connection.bufferedBytes > 7);
  assert.deepEqual(connection.takeOutput(), []);
  transform.finishEncoding();
  assert.equal(formatHex(joinBytes(connection.takeOutput())), "c1 02 62 61 81 01 78 82 00 88 02 03 e8");
  assert.deepEqual([connection.transport, connection.bufferedBytes], ["finish", 0]);
  assert.deepEqual(log, ["progress"]);
});

test("edge 65: abort drops what is being encoded, and a slow reader too; late results are nobody's", () => {
  for (const end of ["abort", "slow-reader"] as const) {
    const { connection, transform, log } = lateServer();
    connection.sendText("ab");
    if (end === "abort") connection.abort();
    else connection.fail("slow-reader", 0);
    transform.finishEncoding();
    const sent = formatHex(joinBytes(connection.takeOutput()));
    assert.equal(sent.slice(0, 2), end === "abort" ? "" : "88");
    assert.equal(log.includes("progress"), false);
  }
});

test("so many messages wait for a decoder that no more is read; reading goes on when one is decoded", () => {
  const { connection, transform, log } = setup(true);
  const frames = parseHex('c1 02 "ab"');
  const bytes = joinBytes(Array.from({ length: 20 }, () => frames));
  assert.equal(connection.receive(bytes, 0), 16 * frames.length);
  assert.equal(connection.receive(bytes.subarray(16 * frames.length), 0), 0);
  transform.finish();
  assert.equal(connection.receive(bytes.subarray(16 * frames.length), 0), frames.length);
  assert.equal(log.length, 1);
});

test("a pause holds back what is decoded meanwhile; deliverDecoded delivers it", () => {
  const { connection, transform, log } = setup(true);
  connection.receive(parseHex('c1 02 "ab" c1 02 "cd"'), 0);
  connection.pause(0);
  transform.finish();
  transform.finish();
  assert.deepEqual(log, []);
  connection.resume(0);
  connection.deliverDecoded(0);
  assert.deepEqual(log, ['text "ba"', 'text "dc"']);
});

test("compress: false leaves a message as it is", () => {
  const { connection } = setup(false);
  connection.sendText("ab", true, false);
  connection.sendBinary(Uint8Array.of(1, 2), true, false);
  assert.equal(formatHex(joinBytes(connection.takeOutput())), "81 82 00 00 00 00 61 62 82 82 00 00 00 00 01 02");
});
