/**
 * Longwire against the WebSockets of others, both ways, over `ws:` and `wss:`: one list of demands for every pair.
 */
import assert from "node:assert/strict";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { after, before, describe, it } from "node:test";
import { setDefaultCACertificates } from "node:tls";
import { createSelfSigned } from "@longwire/testkit";
import { findBrowser } from "../../tools/setup/system-programs.mjs";
import { startChromium } from "./chromium-client.ts";
import type { Client } from "./client.ts";
import { longwireClient } from "./longwire-client.ts";
import { nodeClient } from "./node-client.ts";
import { type Payload, payloads, smallPayloads } from "./payload.ts";
import {
  longwireAttached,
  longwireAttachedPlain,
  longwireHttp2,
  longwireOwnPort,
  longwirePlain,
  type Running,
  type ServerKind,
  wsServer,
} from "./server.ts";
import { wsClient } from "./ws-client.ts";

const certificate = createSelfSigned();
// For every client in this process: the certificate is checked, and its authority is itself.
setDefaultCACertificates([certificate.cert]);

const agents = { ws: new HttpAgent({ keepAlive: true }), wss: new HttpsAgent({ keepAlive: true }) };
const ours = longwireClient("Longwire");
const oursOverHttp2 = longwireClient("Longwire over HTTP/2", undefined, "only");
const oursWithAgent = longwireClient("Longwire through an agent", (url) =>
  url.startsWith("wss:") ? agents.wss : agents.ws,
);

const chromiumPath = findBrowser();
const browser: { client: Client | undefined } = { client: undefined };
/** Stands for Chromium until it has been started. */
const chromiumClient: Client = {
  name: "Chromium",
  open: (url, subprotocols) => {
    assert.ok(browser.client !== undefined);
    return browser.client.open(url, subprotocols);
  },
};

/** Two ends, of which one is ours. With our own at both, or through an agent, nothing new is shown by megabytes. */
interface Pair {
  readonly payloads: readonly Payload[];
  readonly server: ServerKind;
  readonly client: Client;
  readonly skip?: string | false;
  /** Only with this scheme. Browsers speak HTTP/2 over TLS only. */
  readonly scheme?: "wss";
}

const pairs: readonly Pair[] = [
  { server: longwireOwnPort, client: ours, payloads: smallPayloads },
  { server: longwireOwnPort, client: wsClient, payloads },
  { server: longwirePlain, client: wsClient, payloads },
  { server: longwireAttached, client: wsClient, payloads },
  { server: longwireAttachedPlain, client: wsClient, payloads },
  { server: longwireOwnPort, client: nodeClient, payloads },
  {
    server: longwireAttached,
    client: chromiumClient,
    payloads,
    skip: chromiumPath === undefined ? "no Chromium on this machine: install it, or set CHROMIUM_PATH" : false,
  },
  { server: longwireHttp2, client: oursOverHttp2, payloads },
  {
    server: longwireHttp2,
    client: chromiumClient,
    payloads,
    scheme: "wss",
    skip: chromiumPath === undefined ? "no Chromium on this machine: install it, or set CHROMIUM_PATH" : false,
  },
  { server: wsServer, client: ours, payloads },
  { server: wsServer, client: oursWithAgent, payloads: smallPayloads },
  { server: longwireAttached, client: oursWithAgent, payloads: smallPayloads },
];

const MEGABYTE = 1 << 20;
const big: Payload = { type: "binary", length: 4 * MEGABYTE };

function demand(url: (path: string) => string, { client, payloads }: Pair, running: () => Running): void {
  it("every length of its list as text and binary, all sent at once, in order and unchanged", async () => {
    const session = await client.open(url("/echo"));
    assert.deepEqual(await session.exchange(payloads, payloads), []);
    const { wasClean } = await session.close(1000);
    assert.equal(wasClean, true);
    await running().lastClose();
  });

  it("messages in fragments, from the server and, where it can, from the client (RFC 6455 §5.4)", async () => {
    const session = await client.open(url("/fragments"));
    assert.deepEqual(await session.exchange(smallPayloads, smallPayloads), []);
    for (const payload of session.sendInFragments === undefined ? [] : smallPayloads) {
      session.sendInFragments?.(payload);
      assert.deepEqual(await session.exchange([], [payload]), []);
    }
    await session.close(1000);
    await running().lastClose();
  });

  it("a large message each way at the same time", async () => {
    const session = await client.open(url(`/echo?big=${big.length}`));
    assert.deepEqual(await session.exchange([big, big], [big, big, big]), []);
    await session.close(1000);
    await running().lastClose();
  });

  it("many small messages in order", async () => {
    const session = await client.open(url("/echo"));
    const many = Array.from(
      { length: 2000 },
      (_, i): Payload => ({ type: i % 2 ? "text" : "binary", length: i % 200 }),
    );
    assert.deepEqual(await session.exchange(many, many), []);
    await session.close(1000);
    await running().lastClose();
  });

  it("close codes and reasons from the client (RFC 6455 §7.4)", async () => {
    for (const [code, reason] of [
      [1000, "done"],
      [3000, ""],
      [4999, "grüße 😀"],
      [4000, "x".repeat(123)],
    ] as const) {
      const session = await client.open(url("/echo"));
      const closed = await session.close(code, reason);
      assert.deepEqual([closed.code, closed.wasClean], [code, true]);
      assert.deepEqual(await running().lastClose(), { code, reason });
    }
    const session = await client.open(url("/echo"));
    assert.equal((await session.close()).code, 1005);
    assert.equal((await running().lastClose()).code, 1005);
  });

  it("close codes and reasons from the server (RFC 6455 §7.4)", async () => {
    for (const [code, reason] of [
      [1000, "done"],
      [1001, ""],
      [1011, "fault"],
      [4321, "grüße 😀"],
    ] as const) {
      const session = await client.open(url(`/close?code=${code}&reason=${encodeURIComponent(reason)}`));
      const [closed] = await Promise.all([session.closed(), session.ask("go").catch(() => undefined)]);
      assert.deepEqual(closed, { code, reason, wasClean: true });
      assert.equal((await running().lastClose()).code, code);
    }
    const session = await client.open(url("/close"));
    const [closed] = await Promise.all([session.closed(), session.ask("go").catch(() => undefined)]);
    assert.equal(closed.code, 1005);
    await running().lastClose();
  });

  it("Pings are answered both ways with their payload (RFC 6455 §5.5.3)", async () => {
    const session = await client.open(url("/ping"));
    for (const payload of ["", "beat", "é".repeat(62)]) {
      assert.equal(await session.ask(payload), `pong ${payload}`);
      if (session.ping !== undefined) assert.equal(await session.ping(payload), payload);
    }
    await session.close(1000);
    await running().lastClose();
  });

  it("a subprotocol is agreed on, or none is asked for (RFC 6455 §1.9)", async () => {
    const offers = [[], ["chat.v1"], ["other", "chat.v1", "chat.v2"]];
    const chosen: string[] = [];
    for (const offer of offers) {
      const session = await client.open(url("/echo"), offer);
      chosen.push(session.protocol);
      await session.close(1000);
      await running().lastClose();
    }
    assert.deepEqual(chosen, ["", "chat.v1", "chat.v1"]);
  });
}

/** Of one pair, which takes 3 s at most on a quiet machine: one that hangs is named, and does not end the others. */
const PAIR_TIMEOUT_MS = 30_000;

describe("interoperation", { timeout: 60_000 }, () => {
  before(async () => {
    if (chromiumPath !== undefined) browser.client = await startChromium(chromiumPath);
  });
  after(async () => {
    await browser.client?.end?.();
    agents.ws.destroy();
    agents.wss.destroy();
  });

  for (const scheme of ["ws", "wss"] as const) {
    for (const pair of pairs) {
      const { server, client, skip } = pair;
      if (pair.scheme !== undefined && pair.scheme !== scheme) continue;
      describe(`${client.name} with ${server.name} over ${scheme}:`, {
        skip: skip ?? false,
        timeout: PAIR_TIMEOUT_MS,
      }, () => {
        let running: Running;
        before(async () => {
          running = await server.start(scheme === "wss" ? certificate : undefined);
        });
        after(() => running.close());
        demand(
          (path) => `${scheme}://127.0.0.1:${running.port}${path}`,
          pair,
          () => running,
        );
      });
    }
  }
});
