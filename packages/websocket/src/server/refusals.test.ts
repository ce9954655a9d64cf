import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it, type TestContext } from "node:test";
import { encodeRawFrame, encodeRawRequest, type RawAnswer, type RawRequest, until } from "@longwire/testkit";
import { type RefusalId, refusals } from "@longwire/wire";
import {
  attachedPaths,
  describeOn,
  ownPortPaths,
  type ServerPath,
  type StartedServer,
  serverPaths,
} from "../testing/server-paths.ts";
import type { ServerOptions } from "./server-options.ts";

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
async function assertRefused(path: ServerPath, port: number, refusal: RefusalId, request: RawRequest): Promise<void> {
  const peer = await path.connect(port);
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

const titleOf = (refusal: RefusalId, request: RawRequest): string =>
  `${refusal}: ${refusals[refusal].section}, ${JSON.stringify(request).slice(0, 80)}`;

/** A server that must accept nothing. */
async function startRefusing(t: TestContext, path: ServerPath): Promise<StartedServer<undefined>> {
  const started = await path.start(t, { path: "/", limits });
  started.server.on("connection", () => assert.fail("accepted"));
  return started;
}

describeOn(ownPortPaths, "refusals", { timeout: 20_000 }, (path) => {
  for (const [refusal, request] of [...rows, ...ownPortRows]) {
    it(titleOf(refusal, request), async (t) => {
      const { server, port } = await startRefusing(t, path);
      const refused = once(server, "refused");
      await assertRefused(path, port, refusal, request);
      assert.equal((await refused)[0], refusals[refusal]);
      await until("nothing is left open", () => server.pendingHandshakes === 0);
      assert.equal(server.clients.size, 0);
    });
  }

  it("answers a TLS hello, random bytes and frames at once, without waiting for a head", async (t) => {
    const { port } = await startRefusing(t, path);
    const impolite = [
      Buffer.from("16030100f8010000f40303", "hex"),
      Buffer.from([0, 1, 2, 3, 255, 254]),
      encodeRawFrame({ opcode: 1, payload: Buffer.from("hello") }),
      Buffer.from("GET /\n\n"),
    ];
    for (const bytes of impolite) {
      const peer = await path.connect(port);
      peer.write(bytes);
      assert.equal((await peer.readAnswer()).status, 400);
      await peer.ended;
      peer.destroy();
    }
  });
});

describeOn(attachedPaths, "refusals", { timeout: 20_000 }, (path) => {
  // Node takes these for no upgrade, or answers them itself.
  const nodeAnswers = new Set(["connection-not-upgrade", "expectation", "host-malformed"]);
  for (const [refusal, request] of rows.filter(([id]) => !nodeAnswers.has(id))) {
    it(titleOf(refusal, request), async (t) => {
      const { server, http, port } = await startRefusing(t, path);
      const refused = once(server, "refused");
      await assertRefused(path, port, refusal, request);
      assert.equal((await refused)[0], refusals[refusal]);
      await until("no handshake is left", () => server.pendingHandshakes === 0);
      const { promise, resolve } = Promise.withResolvers<number>();
      http?.getConnections((_error, count) => resolve(count));
      assert.equal(await promise, 0);
    });
  }

  it("survives more headers than Node hands on, the Upgrade header among those dropped (CVE-2024-37890)", async (t) => {
    const { http, port } = await startRefusing(t, path);
    http?.on("request", (_request, response) => response.end("plain"));
    const many = Object.fromEntries(Array.from({ length: 2500 }, (_, i) => [`a${i.toString(36)}`, ""]));
    const peer = await path.connect(port);
    peer.write(encodeRawRequest({ headers: many }));
    const { status } = await peer.readAnswer();
    assert.ok(status !== 101, String(status));
    peer.destroy();
    const other = await path.connect(port);
    other.write("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    assert.match((await other.readToEnd()).toString(), /^HTTP\/1\.1 200 [\s\S]*plain/);
    other.destroy();
  });
});

// All paths at the same time: the second is what is tested, and eight of them are no better.
describe("a refused peer that keeps its side open", { timeout: 10_000, concurrency: true }, () => {
  for (const path of serverPaths) {
    it(`is ended after a second [${path.name}]`, async (t) => {
      const { server, port } = await startRefusing(t, path);
      const peer = await path.connect(port);
      assert.equal((await peer.request({ target: "/other" })).status, 404);
      await peer.ended;
      assert.equal(server.pendingHandshakes, 1);
      const startedAt = performance.now();
      await until("the server lets go", () => server.pendingHandshakes === 0);
      assert.ok(performance.now() - startedAt < 1500);
      peer.destroy();
    });
  }
});

describeOn(serverPaths, "a refused peer", { timeout: 20_000 }, (path) => {
  it("that goes on sending gets its answer", async (t) => {
    const { port } = await startRefusing(t, path);
    const peer = await path.connect(port);
    peer.write(Buffer.concat([Buffer.from(encodeRawRequest({ target: "/other" })), Buffer.alloc(300_000, 65)]));
    assert.equal((await peer.readAnswer()).status, 404);
    await peer.ended;
    peer.destroy();
  });
});

describeOn(serverPaths, "origin", { timeout: 10_000 }, (path) => {
  const host = "chat.example:8080";
  const own = path.isSecure ? "https" : "http";
  /** With the default, `same-origin`. */
  const sameOrigin: readonly [origin: string | undefined, status: number][] = [
    [undefined, 101],
    // Over TLS, a page of plain HTTP may have been written by anybody on the way.
    ["http://chat.example:8080", path.isSecure ? 403 : 101],
    ["https://chat.example:8080", 101],
    [`${own}://CHAT.example:8080`, 101],
    [`${own}://chat.example`, 403],
    [`${own}://chat.example:8081`, 403],
    [`${own}://chat.example.evil:8080`, 403],
    [`${own}://evilchat.example:8080`, 403],
    [`${own}://evil/chat.example:8080`, 403],
    [`${own}://user@chat.example:8080`, 403],
    ["file://chat.example:8080", 403],
    ["chrome-extension://chat.example:8080", 403],
    [`${own}://127.0.0.1:8080`, 403],
    ["null", 403],
    ["", 403],
    [`${own}://chat.example:8080, ${own}://chat.example:8080`, 403],
    [`${own}://chat.example:8080\r\nOrigin: ${own}://chat.example:8080`, 400],
  ];
  const asked: (string | undefined)[] = [];
  const policies: readonly [origin: ServerOptions["origin"], typeof sameOrigin][] = [
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
    it(`policy ${typeof origin === "function" ? "function" : JSON.stringify(origin)} (RFC 6455 §10.2)`, async (t) => {
      const { port } = await path.start(t, { origin });
      for (const [value, status] of table) {
        const peer = await path.connect(port);
        const answer = await peer.request({ headers: { Host: host, Origin: value } });
        assert.equal(answer.status, status, `Origin: ${value}`);
        peer.destroy();
      }
    });
  }

  it("a function is asked with the Origin as sent and the Host header", () => {
    assert.deepEqual(asked, ["x", host, "y", host, undefined, host]);
  });
});
