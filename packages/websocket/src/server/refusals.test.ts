import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, it } from "node:test";
import { encodeRawFrame, encodeRawRequest, type RawAnswer, RawPeer, type RawRequest, until } from "@longwire/testkit";
import { type RefusalId, refusals } from "@longwire/wire";
import { WebSocketServer } from "./web-socket-server.ts";

/** A request that the server refuses, and why. */
type Row = readonly [refusal: RefusalId, request: RawRequest];

/** What both kinds of server see, because Node's HTTP parser lets it through. */
const rows: readonly Row[] = [
  ["method-not-get", { method: "POST" }],
  ["host-malformed", { headers: { Host: "a b" } }],
  ["target-malformed", { target: "/a/../b" }],
  ["target-malformed", { target: "//evil.example/" }],
  ["target-malformed", { target: "/a%00" }],
  ["target-malformed", { target: "/a#b" }],
  ["body-not-allowed", { headers: { "Content-Length": "5" } }],
  ["expectation", { headers: { Expect: "200-ok" } }],
  ["connection-not-upgrade", { headers: { Connection: "keep-alive" } }],
  ["version-missing", { headers: { "Sec-WebSocket-Version": undefined } }],
  ["version-malformed", { headers: { "Sec-WebSocket-Version": "0xd" } }],
  ["version-unsupported", { headers: { "Sec-WebSocket-Version": "8" } }],
  ["version-repeated", { headers: { "Sec-WebSocket-Version": "13\r\nSec-WebSocket-Version: 13" } }],
  ["key-missing", { headers: { "Sec-WebSocket-Key": undefined } }],
  ["key-malformed", { headers: { "Sec-WebSocket-Key": "dGhlIHNhbXBsZQ==" } }],
  ["key-repeated", { headers: { "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Key: x" } }],
  ["subprotocol-malformed", { headers: { "Sec-WebSocket-Protocol": "a, a" } }],
  ["extensions-malformed", { headers: { "Sec-WebSocket-Extensions": "a; b=" } }],
  ["origin-refused", { headers: { Origin: "https://evil.example" } }],
  ["path-not-found", { target: "/other" }],
  ["target-too-long", { target: `/${"a".repeat(300)}` }],
  ["too-many-headers", { headers: { A: `a${"\r\nA: a".repeat(30)}` } }],
  ["head-too-large", { headers: { A: "a".repeat(2000) } }],
];

/** What only a server on its own port sees: Node's HTTP server answers these by itself, or as a plain request. */
const ownPortRows: readonly Row[] = [
  ["not-upgrade", { headers: { Upgrade: undefined } }],
  ["upgrade-not-websocket", { headers: { Upgrade: "h2c" } }],
  ["http-version", { version: "HTTP/1.0" }],
  ["host-missing", { headers: { Host: undefined } }],
  ["host-repeated", { headers: { Host: "a\r\nHost: b" } }],
  ["body-not-allowed", { headers: { "Transfer-Encoding": "chunked" } }],
  ["request-malformed", { version: "HTTP/1.1 " }],
  ["request-malformed", { headers: { "A ": "b" } }],
  ["request-malformed", { headers: { A: "b\r\n folded" } }],
];

const limits = { maxTargetBytes: 256, maxHeaderCount: 20, maxHeadBytes: 1500 };

function statusHeaders(status: number): string[] {
  const demanded: Record<number, string[]> = {
    401: ["www-authenticate"],
    405: ["allow"],
    426: ["sec-websocket-version", "upgrade"],
    503: ["retry-after"],
  };
  return demanded[status] ?? [];
}

/** The answer is whole, says why, and ends the connection; then nothing is left of it. */
async function assertRefused(port: number, refusal: RefusalId, request: RawRequest): Promise<void> {
  const peer = await RawPeer.connect(port);
  // A second request in the same packet: it must never be answered (request smuggling).
  peer.write(encodeRawRequest(request) + encodeRawRequest());
  const answer: RawAnswer = await peer.readAnswer();
  const { status, message } = refusals[refusal];
  const name = `${refusal} ${JSON.stringify(request).slice(0, 200)}`;
  assert.equal(answer.status, status, `${name}: ${answer.body}`);
  assert.equal(answer.body, `${message}\n`, name);
  assert.match(answer.headers.get("connection") ?? "", /\bclose$/, name);
  assert.equal(answer.headers.get("content-type"), "text/plain; charset=utf-8");
  for (const header of statusHeaders(status)) assert.ok(answer.headers.has(header), `${name}: ${header}`);
  assert.equal((await peer.readToEnd()).length, 0, name);
  peer.end();
  assert.equal(await peer.closed, undefined, name);
}

describe("refusals on an own port", { timeout: 20_000 }, () => {
  let server: WebSocketServer;
  const seen: unknown[] = [];
  before(async () => {
    server = new WebSocketServer({ port: 0, host: "127.0.0.1", path: "/", limits });
    server.on("refused", (refusal) => seen.push(refusal));
    server.on("connection", () => assert.fail("accepted"));
    await once(server, "listening");
  });
  after(() => server.close());
  const port = (): number => (server.address() as AddressInfo).port;

  for (const [refusal, request] of [...rows, ...ownPortRows]) {
    it(`${refusal}: ${refusals[refusal].section}, ${JSON.stringify(request).slice(0, 80)}`, async () => {
      seen.length = 0;
      await assertRefused(port(), refusal, request);
      assert.deepEqual(seen, [refusals[refusal]]);
      await until("nothing is left open", () => server.pendingHandshakes === 0);
      assert.equal(server.clients.size, 0);
    });
  }

  it("answers a TLS hello, random bytes and frames at once, without waiting for a head", async () => {
    const impolite = [
      Buffer.from("16030100f8010000f40303", "hex"),
      Buffer.from([0, 1, 2, 3, 255, 254]),
      encodeRawFrame({ opcode: 1, payload: Buffer.from("hello") }),
      Buffer.from("GET /\n\n"),
    ];
    for (const bytes of impolite) {
      const peer = await RawPeer.connect(port());
      peer.write(bytes);
      assert.equal((await peer.readAnswer()).status, 400);
      await peer.ended;
      peer.destroy();
    }
  });

  it("ends a refused peer that keeps its side open, after a second", async () => {
    const peer = await RawPeer.connect(port());
    assert.equal((await peer.request({ target: "/other" })).status, 404);
    await peer.ended;
    assert.equal(server.pendingHandshakes, 1);
    const startedAt = performance.now();
    await until("the server lets go", () => server.pendingHandshakes === 0);
    assert.ok(performance.now() - startedAt < 1500);
    peer.destroy();
  });

  it("gets the answer to a peer that goes on sending", async () => {
    const peer = await RawPeer.connect(port());
    peer.write(Buffer.concat([Buffer.from(encodeRawRequest({ target: "/other" })), Buffer.alloc(300_000, 65)]));
    assert.equal((await peer.readAnswer()).status, 404);
    await peer.ended;
    peer.destroy();
  });
});

describe("refusals on an http server", { timeout: 20_000 }, () => {
  let http: Server;
  let server: WebSocketServer;
  const seen: unknown[] = [];
  before(async () => {
    http = createServer((_request, response) => response.end("plain"));
    http.listen(0, "127.0.0.1");
    await once(http, "listening");
    server = new WebSocketServer({ server: http, path: "/", limits });
    server.on("refused", (refusal) => seen.push(refusal));
    server.on("connection", () => assert.fail("accepted"));
  });
  after(async () => {
    await server.close();
    http.close();
    http.closeAllConnections();
  });
  const port = (): number => (http.address() as AddressInfo).port;

  // Node takes these for no upgrade, or answers them itself.
  const nodeAnswers = new Set(["connection-not-upgrade", "expectation", "host-malformed"]);
  for (const [refusal, request] of rows.filter(([id]) => !nodeAnswers.has(id))) {
    it(`${refusal}: ${refusals[refusal].section}, ${JSON.stringify(request).slice(0, 80)}`, async () => {
      seen.length = 0;
      await assertRefused(port(), refusal, request);
      assert.deepEqual(seen, [refusals[refusal]]);
      await until("no handshake is left", () => server.pendingHandshakes === 0);
      const { promise, resolve } = Promise.withResolvers<number>();
      http.getConnections((_error, count) => resolve(count));
      assert.equal(await promise, 0);
    });
  }

  it("survives more headers than Node hands on, the Upgrade header among those dropped (CVE-2024-37890)", async () => {
    const many = Object.fromEntries(Array.from({ length: 2500 }, (_, i) => [`a${i.toString(36)}`, ""]));
    const peer = await RawPeer.connect(port());
    peer.write(encodeRawRequest({ headers: many }));
    const { status } = await peer.readAnswer();
    assert.ok(status !== 101, String(status));
    peer.destroy();
    assert.equal(await (await fetch(`http://127.0.0.1:${port()}/`)).text(), "plain");
  });
});

describe("origin", { timeout: 10_000 }, () => {
  const host = "chat.example:8080";
  /** With the default, `same-origin`. */
  const sameOrigin: readonly [origin: string | undefined, status: number][] = [
    [undefined, 101],
    ["http://chat.example:8080", 101],
    ["https://chat.example:8080", 101],
    ["http://CHAT.example:8080", 101],
    ["http://chat.example", 403],
    ["http://chat.example:8081", 403],
    ["http://chat.example.evil:8080", 403],
    ["http://evilchat.example:8080", 403],
    ["http://evil/chat.example:8080", 403],
    ["http://user@chat.example:8080", 403],
    ["file://chat.example:8080", 403],
    ["chrome-extension://chat.example:8080", 403],
    ["http://127.0.0.1:8080", 403],
    ["null", 403],
    ["", 403],
    ["http://chat.example:8080, http://chat.example:8080", 403],
    ["http://chat.example:8080\r\nOrigin: http://chat.example:8080", 400],
  ];
  const asked: (string | undefined)[] = [];
  const policies: readonly [origin: ConstructorParameters<typeof WebSocketServer>[0]["origin"], typeof sameOrigin][] = [
    [undefined, sameOrigin],
    ["same-origin", sameOrigin],
    ["any", [...sameOrigin.slice(0, -1).map(([origin]): (typeof sameOrigin)[number] => [origin, 101])]],
    [
      ["https://a.example", "https://b.example:444"],
      [
        ["https://a.example", 101],
        ["https://b.example:444", 101],
        ["https://b.example", 403],
        ["http://a.example", 403],
        ["https://a.example/", 403],
        ["null", 403],
        [undefined, 403],
      ],
    ],
    [
      (origin, given) => {
        asked.push(origin, given);
        return origin === "x";
      },
      [
        ["x", 101],
        ["y", 403],
        [undefined, 403],
      ],
    ],
  ];

  for (const [origin, table] of policies) {
    it(`policy ${typeof origin === "function" ? "function" : JSON.stringify(origin)} (RFC 6455 §10.2)`, async () => {
      const server = new WebSocketServer({ port: 0, host: "127.0.0.1", origin });
      await once(server, "listening");
      for (const [value, status] of table) {
        const peer = await RawPeer.connect((server.address() as AddressInfo).port);
        const answer = await peer.request({ headers: { Host: host, Origin: value } });
        assert.equal(answer.status, status, `Origin: ${value}`);
        peer.destroy();
      }
      await server.close();
    });
  }

  it("a function is asked with the Origin as sent and the Host header", () => {
    assert.deepEqual(asked, ["x", host, "y", host, undefined, host]);
  });
});
