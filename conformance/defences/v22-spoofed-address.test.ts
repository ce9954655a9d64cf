/**
 * V22, a client's address that the client made up (CVE-2025-59152, CVE-2026-108162, CVE-2026-110724): the leftmost entry of
 * X-Forwarded-For.
 * Defence: the socket's address only; with `trustProxy`, the list is read from the right and only as far as its writers are
 * trusted (trusted-proxies.ts). Without the end of trust, the client's own entry is believed.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeRawRequest, RawPeer } from "@longwire/testkit";
import { type ChildOptions, ChildServer } from "./support/child-server.ts";
import { within } from "./support/within.ts";

/** Headers of a handshake, and the address that the application is told. The socket's is 127.0.0.1. */
type Row = readonly [headers: Readonly<Record<string, string>>, address: string];

const SPOOFED = {
  "X-Forwarded-For": "6.6.6.6",
  Forwarded: "for=6.6.6.6",
  "X-Real-IP": "6.6.6.6",
  "X-Client-IP": "6.6.6.6",
};
const xff = (value: string): Readonly<Record<string, string>> => ({ "X-Forwarded-For": value });

const matrix: readonly (readonly [options: ChildOptions, rows: readonly Row[]])[] = [
  [{}, [[SPOOFED, "127.0.0.1"]]],
  [{ trustProxy: 0 }, [[SPOOFED, "127.0.0.1"]]],
  [
    { trustProxy: 1 },
    [
      [{}, "127.0.0.1"],
      [xff("1.1.1.1"), "1.1.1.1"],
      [xff("6.6.6.6, 1.1.1.1"), "1.1.1.1"],
      [xff("6.6.6.6\r\nX-Forwarded-For: 1.1.1.1"), "1.1.1.1"],
      [xff("6.6.6.6, 2001:db8::1"), "2001:db8::1"],
      [xff("6.6.6.6, [2001:db8::1]:443"), "2001:db8::1"],
      [xff("6.6.6.6, 1.1.1.1:4711"), "1.1.1.1"],
      [xff("6.6.6.6, garbage"), "127.0.0.1"],
      [xff("6.6.6.6,"), "127.0.0.1"],
      [{ Forwarded: "for=6.6.6.6" }, "127.0.0.1"],
    ],
  ],
  [
    { trustProxy: 2 },
    [
      [xff("6.6.6.6, 1.1.1.1, 10.0.0.1"), "1.1.1.1"],
      [xff("1.1.1.1"), "1.1.1.1"],
    ],
  ],
  [{ trustProxy: ["10.0.0.0/8"] }, [[xff("1.1.1.1"), "127.0.0.1"]]],
  [
    { trustProxy: ["127.0.0.1", "10.0.0.0/8", "fd00::/8"] },
    [
      [xff("6.6.6.6, 1.1.1.1"), "1.1.1.1"],
      [xff("6.6.6.6, 1.1.1.1, 10.1.2.3, fd00::7"), "1.1.1.1"],
      [xff("6.6.6.6, 10.1.2.3, 1.1.1.1"), "1.1.1.1"],
    ],
  ],
  [
    { trustProxy: 1, proxyHeader: "forwarded" },
    [[{ ...xff("6.6.6.6"), Forwarded: 'for=6.6.6.6, for="[2001:db8::1]:80"' }, "2001:db8::1"]],
  ],
];

for (const [options, rows] of matrix) {
  // The rest is the same code, whoever has read the head.
  for (const kind of options.trustProxy === 1 ? (["own", "attached"] as const) : (["own"] as const)) {
    test(`the address is what can be known: ${JSON.stringify(options)} (${kind})`, async (t) => {
      const server = await ChildServer.start(t, { ...options, kind });
      for (const [headers, address] of rows) {
        const peer = await RawPeer.open(server.port, { headers });
        assert.equal((await server.read(true)).addresses.at(-1), address, JSON.stringify(headers));
        peer.destroy();
      }
    });
  }
}

test("the PROXY protocol is believed where it is asked for, from whom it may come, and needed then", async (t) => {
  const line = "PROXY TCP4 1.1.1.1 10.0.0.1 4711 80\r\n";
  const binary = Buffer.from("0d0a0d0a000d0a515549540a2111000c010101010a00000112670050", "hex");
  const open = async (server: ChildServer, start: string | Buffer): Promise<number | undefined> => {
    const peer = await RawPeer.connect(server.port);
    peer.write(Buffer.concat([Buffer.from(start), Buffer.from(encodeRawRequest({ headers: xff("6.6.6.6") }))]));
    const answer = await within(
      2000,
      "an answer or the end",
      peer.readAnswer().catch(() => undefined),
    );
    peer.destroy();
    return answer?.status;
  };
  const believing = await ChildServer.start(t, { proxyProtocol: true });
  for (const start of [line, binary]) {
    assert.equal(await open(believing, start), 101);
    assert.equal((await believing.read(true)).addresses.at(-1), "1.1.1.1");
  }
  assert.equal(await open(believing, "PROXY UNKNOWN\r\n"), 101);
  assert.equal((await believing.read(true)).addresses.at(-1), "127.0.0.1");
  for (const start of ["", "PROXY TCP4 1.1.1.1\r\n", line.replace("TCP4", "TCP6"), "PROXY ".padEnd(200, "x")]) {
    assert.equal(await open(believing, start), undefined, JSON.stringify(start));
  }
  const strict = await ChildServer.start(t, { proxyProtocol: true, trustProxy: ["10.0.0.0/8"] });
  assert.equal(await open(strict, line), undefined);
  const plain = await ChildServer.start(t);
  assert.equal(await open(plain, line), 400);
});
