import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ProxyHeaderReader, type ProxyHeaderReading } from "./proxy-protocol.ts";

const SIGNATURE = "0d0a0d0a000d0a515549540a";
const binary = (hex: string): Buffer => Buffer.from((SIGNATURE + hex).replaceAll(" ", ""), "hex");
const text = (line: string): Buffer => Buffer.from(line, "latin1");

const good: readonly (readonly [string, Buffer, string | undefined])[] = [
  ["version 1, IPv4", text("PROXY TCP4 192.0.2.1 192.0.2.2 56324 443\r\n"), "192.0.2.1 56324"],
  ["version 1, IPv6", text("PROXY TCP6 2001:db8::1 ::1 0 65535\r\n"), "2001:db8::1 0"],
  ["version 1, of nobody", text("PROXY UNKNOWN\r\n"), undefined],
  ["version 1, of nobody, with more", text("PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n"), undefined],
  ["version 2, IPv4", binary("21 11 000c c0000201 c0000202 dc04 01bb"), "192.0.2.1 56324"],
  [
    "version 2, IPv6",
    binary("21 21 0024 20010db8000000000000000000000001 00000000000000000000000000000001 dc04 01bb"),
    "2001:db8::1 56324",
  ],
  ["version 2, with additions", binary("21 11 0010 c0000201 c0000202 dc04 01bb 04000100"), "192.0.2.1 56324"],
  ["version 2, of itself", binary("20 00 0000"), undefined],
  ["version 2, of itself, with addresses", binary("20 11 000c c0000201 c0000202 dc04 01bb"), undefined],
  ["version 2, Unix sockets", binary(`21 31 00d8 ${"00".repeat(216)}`), undefined],
];

const bad: readonly (readonly [string, Buffer])[] = [
  ["no header", text("GET / HTTP/1.1\r\n")],
  ["lower case", text("proxy TCP4 1.1.1.1 1.1.1.1 1 1\r\n")],
  ["another family", text("PROXY UDP4 1.1.1.1 1.1.1.1 1 1\r\n")],
  ["addresses of the other family", text("PROXY TCP4 ::1 ::1 1 1\r\n")],
  ["no port", text("PROXY TCP4 1.1.1.1 1.1.1.1 1\r\n")],
  ["a port too big", text("PROXY TCP4 1.1.1.1 1.1.1.1 65536 1\r\n")],
  ["a port with a zero in front", text("PROXY TCP4 1.1.1.1 1.1.1.1 01 1\r\n")],
  ["two spaces", text("PROXY TCP4  1.1.1.1 1.1.1.1 1 1\r\n")],
  ["too long", text(`PROXY UNKNOWN ${"a".repeat(100)}\r\n`)],
  ["no end", text(`PROXY UNKNOWN ${"a".repeat(100)}`)],
  ["another version", binary("11 11 000c c0000201 c0000202 dc04 01bb")],
  ["another command", binary("22 11 000c c0000201 c0000202 dc04 01bb")],
  ["IPv4 too short", binary("21 11 000b c0000201 c0000202 dc04 01")],
  ["IPv6 too short", binary("21 21 000c c0000201 c0000202 dc04 01bb")],
  ["too much of it", binary("21 11 ffff")],
];

function read(pieces: readonly Uint8Array[]): ProxyHeaderReading {
  const reader = new ProxyHeaderReader();
  let reading: ProxyHeaderReading = { type: "incomplete" };
  for (const piece of pieces) {
    if (reading.type !== "incomplete") break;
    reading = reader.receive(piece);
  }
  return reading;
}

const bytes = (all: Buffer): Buffer[] => Array.from(all, (byte) => Buffer.from([byte]));

describe("a PROXY header", () => {
  for (const [name, header, client] of good) {
    it(name, () => {
      const whole = read([Buffer.concat([header, Buffer.from("GET")])]);
      assert.ok(whole.type === "header");
      assert.equal(whole.consumed, header.length);
      assert.equal(whole.client && `${whole.client.address} ${whole.client.port}`, client);
      assert.deepEqual(read(bytes(header)), { ...whole, consumed: 1 });
    });
  }

  for (const [name, header] of bad) {
    it(`${name} is refused`, () => {
      assert.equal(read([header]).type, "malformed");
      assert.equal(read(bytes(header)).type, "malformed");
    });
  }

  it("is read up to 107 bytes in version 1 and 4096 in version 2, and no further", () => {
    const line = (length: number): Buffer => text(`${"PROXY UNKNOWN ".padEnd(length - 2, "a")}\r\n`);
    assert.equal(read([line(107)]).type, "header");
    assert.equal(read([line(108)]).type, "malformed");
    const length = (additions: number): string => (12 + additions).toString(16).padStart(4, "0");
    const long = (additions: number): Buffer =>
      binary(`21 11 ${length(additions)} c0000201 c0000202 dc04 01bb ${"00".repeat(additions)}`);
    assert.equal(read([long(4096 - 28)]).type, "header");
    assert.equal(read([long(4096 - 27)]).type, "malformed");
  });
});
