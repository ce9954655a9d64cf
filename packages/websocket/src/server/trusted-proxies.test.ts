import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { forwardedAddresses } from "./forwarded-addresses.ts";
import { TrustedProxies, type TrustProxy } from "./trusted-proxies.ts";

/** Trust, address of the socket, header, and the client. */
type Row = readonly [trust: TrustProxy, socket: string, header: string | undefined, client: string];

const rows: readonly Row[] = [
  [0, "10.0.0.1", "1.1.1.1", "10.0.0.1"],
  [1, "10.0.0.1", undefined, "10.0.0.1"],
  [1, "10.0.0.1", "1.1.1.1", "1.1.1.1"],
  // The client wrote the first entry itself; the proxy wrote the last.
  [1, "10.0.0.1", "9.9.9.9, 1.1.1.1", "1.1.1.1"],
  [2, "10.0.0.1", "9.9.9.9, 1.1.1.1, 10.0.0.2", "1.1.1.1"],
  [2, "10.0.0.1", "1.1.1.1", "1.1.1.1"],
  [1, "::ffff:10.0.0.1", "::ffff:1.1.1.1", "1.1.1.1"],
  [1, "10.0.0.1", "2001:db8::1", "2001:db8::1"],
  [1, "10.0.0.1", "[2001:db8::1]:443", "2001:db8::1"],
  [1, "10.0.0.1", "1.1.1.1:56000", "1.1.1.1"],
  // What is no address ends the search at the proxy that wrote it.
  [1, "10.0.0.1", "unknown", "10.0.0.1"],
  [1, "10.0.0.1", "1.1.1.1, ", "10.0.0.1"],
  [1, "10.0.0.1", "1.1.1.1.", "10.0.0.1"],
  [1, "10.0.0.1", "01.1.1.1", "10.0.0.1"],
  [1, "10.0.0.1", "fe80::1%eth0", "10.0.0.1"],
  [1, "10.0.0.1", "[1.1.1.1]", "10.0.0.1"],
  [2, "10.0.0.1", "1.1.1.1, <script>", "10.0.0.1"],
  [["10.0.0.0/8"], "10.0.0.1", "9.9.9.9, 1.1.1.1, 10.2.3.4", "1.1.1.1"],
  [["10.0.0.0/8"], "8.8.8.8", "1.1.1.1", "8.8.8.8"],
  [["10.0.0.1"], "10.0.0.2", "1.1.1.1", "10.0.0.2"],
  [["10.0.0.0/8"], "::ffff:10.0.0.1", "1.1.1.1", "1.1.1.1"],
  [["10.0.0.0/8"], "10.0.0.1", "10.0.0.9, 10.0.0.8", "10.0.0.9"],
  [["fd00::/8", "127.0.0.1"], "fd00::1", "1.1.1.1, 127.0.0.1", "1.1.1.1"],
  [["fd00::/8"], "fe80::1", "1.1.1.1", "fe80::1"],
  [[], "10.0.0.1", "1.1.1.1", "10.0.0.1"],
];

describe("the client's address", () => {
  for (const [trust, socket, header, client] of rows) {
    it(`${JSON.stringify(trust)}, ${socket}, ${header}: ${client}`, () => {
      const claims = forwardedAddresses(header, "x-forwarded-for");
      assert.equal(new TrustedProxies(trust).clientAddress(socket, claims), client);
    });
  }

  for (const trust of [-1, 1.5, Number.NaN, ["10.0.0.0/33"], ["10.0.0"], ["::/129"], ["10.0.0.0/8/8"], ["10.0.0.0/"]]) {
    it(`${JSON.stringify(trust)} is refused`, () => {
      assert.throws(() => new TrustedProxies(trust), { code: "ERR_INVALID_ARGUMENT" });
    });
  }
});

describe("the Forwarded header", () => {
  const rows: readonly (readonly [string, readonly (string | undefined)[]])[] = [
    ["for=192.0.2.60;proto=http;by=203.0.113.43", ["192.0.2.60"]],
    ['For="[2001:db8:cafe::17]:4711"', ["2001:db8:cafe::17"]],
    ["for=192.0.2.43, for=198.51.100.17", ["192.0.2.43", "198.51.100.17"]],
    ['proto=https; for="192.0.2.43:47011"', ["192.0.2.43"]],
    ["for=unknown, for=_hidden, for=192.0.2.1", [undefined, undefined, "192.0.2.1"]],
    ['for="a,for=1.1.1.1", for=192.0.2.1', [undefined, "192.0.2.1"]],
    ['for="a\\",for=1.1.1.1', [undefined]],
    ["by=192.0.2.1", [undefined]],
    ["", []],
  ];
  for (const [value, addresses] of rows) {
    it(value, () => assert.deepEqual(forwardedAddresses(value, "forwarded"), addresses));
  }
});
