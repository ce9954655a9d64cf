import assert from "node:assert/strict";
import { once } from "node:events";
import { createSecureServer, createServer, type Http2SecureServer, type Http2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { connectHeaders, createSelfSigned, Http2Peer, RawPeer, until } from "@longwire/testkit";
import type { ServerOptions } from "../server/server-options.ts";
import { WebSocketServer } from "../server/web-socket-server.ts";
import { http2ServerOptions } from "./http2-limits.ts";

const tls = createSelfSigned();

function attach(t: TestContext, server: Http2Server | Http2SecureServer, options: ServerOptions<undefined> = {}): void {
  const sockets = new WebSocketServer({ server, http2: true, ...options });
  const name = options.path ?? "any";
  sockets.on("connection", (socket) => socket.on("message", (data) => socket.send(`${name} ${String(data)}`)));
  t.after(() => {
    for (const socket of sockets.clients) socket.terminate();
    return sockets.close();
  });
}

async function listen(t: TestContext, server: Http2Server | Http2SecureServer): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  return (server.address() as AddressInfo).port; // a TCP server that listens
}

async function connect(t: TestContext, port: number, isSecure = true): Promise<Http2Peer> {
  const peer = await Http2Peer.open(port, isSecure ? { ca: tls.cert } : {});
  t.after(() => peer.destroy());
  return peer;
}

async function ask(peer: Http2Peer, path = "/"): Promise<string> {
  const tunnel = await peer.tunnel({ ":path": path });
  tunnel.send({ opcode: 1, payload: Buffer.from("hi") });
  return Buffer.from((await tunnel.frame(1)).payload).toString();
}

describe("a server attached to one of http2", { timeout: 10_000 }, () => {
  it("takes extended CONNECTs beside the requests of the application, and HTTP/1.1 upgrades with allowHTTP1", async (t) => {
    const http = createSecureServer({ ...tls, allowHTTP1: true, ...http2ServerOptions() }, (_request, response) => {
      response.end("page");
    });
    attach(t, http);
    const port = await listen(t, http);
    const peer = await connect(t, port);
    assert.equal(await ask(peer), "any hi");
    const page = peer.request({ ":path": "/" }, true);
    assert.equal(await page.status(), 200);
    await page.ended;
    assert.equal(Buffer.from(page.bytes).toString(), "page");
    assert.equal(await peer.request({ ":method": "CONNECT", ":authority": "h:25" }).status(), 405);
    const old = await RawPeer.open(port, { tls: true });
    old.sendMasked({ opcode: 1, payload: Buffer.from("old") });
    assert.equal(Buffer.from((await old.readFrame()).payload).toString(), "any old");
    old.destroy();
  });

  it("takes them in clear text, where nobody else listens too, and then answers everything", async (t) => {
    const http = createServer();
    attach(t, http);
    const peer = await connect(t, await listen(t, http), false);
    assert.equal(await ask(peer), "any hi");
    assert.equal(await peer.request({ ":path": "/" }, true).status(), 405);
  });

  it("shares it by path; what nobody serves is 404", async (t) => {
    const http = createSecureServer(tls, (_request, response) => response.end("page"));
    attach(t, http, { path: "/a" });
    attach(t, http, { path: "/b" });
    const peer = await connect(t, await listen(t, http));
    assert.deepEqual([await ask(peer, "/a?x"), await ask(peer, "/b")], ["/a hi", "/b hi"]);
    assert.equal(await peer.request(connectHeaders({ ":path": "/c" })).status(), 404);
  });

  it("is off unless asked for, and gone after close", async (t) => {
    const http = createSecureServer(tls, (_request, response) => response.end("page"));
    const server = new WebSocketServer({ server: http });
    const port = await listen(t, http);
    const peer = await connect(t, port);
    assert.notEqual(peer.session.remoteSettings?.enableConnectProtocol, true);
    await server.close();
    const second = new WebSocketServer({ server: http, http2: true });
    await second.close();
    const plain = await connect(t, port);
    assert.equal(await plain.request(connectHeaders()).status(), 405);
  });

  it("counts tunnels and refusals per connection as on a port of its own", async (t) => {
    const http = createServer();
    attach(t, http, { path: "/", http2: { maxTunnels: 2, refusalBurst: 1, refusalRate: 0 } });
    const port = await listen(t, http);
    const peer = await connect(t, port, false);
    await Promise.all([peer.tunnel(), peer.tunnel()]);
    assert.equal(await peer.request().status(), 503);
    assert.deepEqual(peer.goaways, []);
    assert.equal(await peer.request().status(), 503);
    await until("GOAWAY has come", () => peer.goaways.length > 0);
  });
});
