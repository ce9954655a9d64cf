import assert from "node:assert/strict";
import { once } from "node:events";
import type { IncomingMessage, RequestListener, Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { it, type TestContext } from "node:test";
import { encodeRawFrame, encodeRawRequest, until } from "@longwire/testkit";
import { attachedPaths, describeOn, type ServerPath } from "../testing/server-paths.ts";
import { WebSocketServer } from "./web-socket-server.ts";

const MASKING_KEY = Uint8Array.of(1, 2, 3, 4);

interface Http {
  readonly server: Server;
  readonly port: number;
  connections(): Promise<number>;
}

async function startHttp(t: TestContext, path: ServerPath, onRequest?: RequestListener): Promise<Http> {
  const server = path.createHttp(onRequest);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return {
    server,
    port: (server.address() as AddressInfo).port, // a TCP server that listens
    connections: () => new Promise((resolve) => server.getConnections((_error, count) => resolve(count))),
  };
}

/** Attaches a server whose sockets say its name and hang up. */
function attachNamed(t: TestContext, path: ServerPath, server: Server, name: string, target?: string): WebSocketServer {
  const attached = new WebSocketServer({ server, path: target, plainSockets: path.plainSockets });
  attached.on("connection", (socket) => {
    socket.send(name);
    socket.close(1000);
  });
  t.after(() => attached.close());
  return attached;
}

/** What a server says to a handshake: the text of the first message, or the status of a refusal. */
async function ask(path: ServerPath, port: number, target: string): Promise<string> {
  const peer = await path.connect(port);
  const { status, body } = await peer.request({ target });
  if (status !== 101) {
    await peer.ended;
    peer.destroy();
    return `${status} ${body.trim()}`;
  }
  const text = Buffer.from((await peer.readFrame()).payload).toString();
  peer.destroy();
  return text;
}

describeOn(attachedPaths, "attached to an http server", { timeout: 10_000 }, (path) => {
  it("takes upgrades and leaves plain requests alone", async (t) => {
    const { server, port } = await startHttp(t, path, (request, response) => response.end(`plain ${request.url}`));
    const attached = attachNamed(t, path, server, "one");
    assert.equal(await ask(path, port, "/any?x"), "one");
    assert.equal((attached.address() as AddressInfo).port, port);
    const peer = await path.connect(port);
    // Two requests on one connection: keep-alive is as it was.
    for (const target of ["/a", "/b"]) {
      peer.write(`GET ${target} HTTP/1.1\r\nHost: h\r\n\r\n`);
      const { status, headers } = await peer.readAnswer();
      assert.deepEqual([status, headers.get("connection")], [200, "keep-alive"]);
    }
    peer.destroy();
  });

  it("keeps a quiet socket, whatever idle time the http server allows", async (t) => {
    const { server, port } = await startHttp(t, path);
    server.timeout = 40;
    let accepted: Socket | undefined;
    server.on(path.isSecure ? "secureConnection" : "connection", (socket: Socket) => {
      accepted = socket;
    });
    const attached = new WebSocketServer({ server, plainSockets: path.plainSockets });
    t.after(() => attached.close());
    const peer = await path.open(port);
    // Nothing is left that could cut it.
    assert.equal(accepted?.timeout, 0);
    peer.destroy();
  });

  it("shares the server with others by path; an unknown path gets one 404", async (t) => {
    const { server, port } = await startHttp(t, path);
    const servers = ["/a", "/b", "/c"].map((name) => attachNamed(t, path, server, name, name));
    const refusals: unknown[] = [];
    for (const each of servers) each.on("refused", (refusal) => refusals.push(refusal.status));
    assert.deepEqual(await Promise.all(["/a", "/b?x=1", "/c"].map((target) => ask(path, port, target))), [
      "/a",
      "/b",
      "/c",
    ]);
    const peer = await path.connect(port);
    peer.write(encodeRawRequest({ target: "/d" }));
    const text = (await peer.readToEnd()).toString();
    peer.destroy();
    assert.equal(text.split("HTTP/1.1 404 ").length, 2, text);
    assert.deepEqual(refusals, [404]);
    await servers[2]?.close();
    assert.match(await ask(path, port, "/c"), /^404 no WebSocket endpoint/);
    assert.equal(await ask(path, port, "/a"), "/a");
  });

  it("finds the server of a target that is a whole URL (RFC 9112 §3.2.2)", async (t) => {
    const { server, port } = await startHttp(t, path);
    for (const name of ["/a", "/b"]) attachNamed(t, path, server, name, name);
    assert.equal(await ask(path, port, "http://localhost/a?x=b://c/b"), "/a");
    assert.equal(await ask(path, port, "http://localhost/b"), "/b");
    assert.match(await ask(path, port, "http://localhost"), /^404/);
    assert.match(await ask(path, port, "http://other.example/a"), /^400/);
  });

  it("lets a server without path take what the others do not", async (t) => {
    const { server, port } = await startHttp(t, path);
    attachNamed(t, path, server, "a", "/a");
    attachNamed(t, path, server, "rest");
    assert.deepEqual([await ask(path, port, "/a"), await ask(path, port, "/x")], ["a", "rest"]);
  });

  it("leaves upgrades of another user to that user", async (t) => {
    const { server, port } = await startHttp(t, path);
    const others: (string | undefined)[] = [];
    server.on("upgrade", (request: IncomingMessage, socket: Socket) => {
      if (request.url === "/a") return;
      others.push(request.url, request.headers.upgrade);
      socket.end("HTTP/1.1 299 Mine\r\nContent-Length: 0\r\n\r\n");
    });
    const attached = attachNamed(t, path, server, "a", "/a");
    attached.on("refused", () => assert.fail("refused what was not ours"));
    assert.equal(await ask(path, port, "/a"), "a");
    assert.equal(await ask(path, port, "/hmr"), "299 ");
    const peer = await path.connect(port);
    assert.equal((await peer.request({ headers: { Upgrade: "other" }, target: "/x" })).status, 299);
    peer.destroy();
    assert.deepEqual(others, ["/hmr", "websocket", "/x", "other"]);
  });

  it("gives the server back when it closes", async (t) => {
    const { server, port } = await startHttp(t, path, (_request, response) => response.end("plain"));
    const attached = new WebSocketServer({ server, plainSockets: path.plainSockets });
    const connected = once(attached, "connection");
    const peer = await path.open(port);
    await connected;
    const closing = attached.close();
    assert.equal((await peer.readClose()).code, 1001);
    peer.sendMasked({ opcode: 8, payload: Buffer.of(3, 233) });
    peer.end();
    await closing;
    assert.equal(server.listening, true);
    assert.equal(server.listenerCount("upgrade"), 0);
    const other = await path.connect(port);
    other.write("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    assert.match((await other.readToEnd()).toString(), /^HTTP\/1\.1 200 [\s\S]*plain/);
    other.destroy();
  });
});

describeOn(attachedPaths, "upgrades to something else", { timeout: 10_000 }, (path) => {
  const h2c = { Upgrade: "h2c", Connection: "Upgrade, HTTP2-Settings", "HTTP2-Settings": "AAMAAABkAAQAAP__" };

  it("are served as plain HTTP where nobody else wants them (RFC 9110 §7.8)", async (t) => {
    const { server, port, connections } = await startHttp(t, path, (request, response) => {
      request.resume();
      request.on("end", () => response.end(`plain ${request.url}`));
    });
    const [first, second] = [attachNamed(t, path, server, "a", "/a"), attachNamed(t, path, server, "b")];
    for (const each of [first, second]) each.on("refused", () => assert.fail("refused"));
    const peer = await path.connect(port);
    const answer = await peer.request({ target: "/page", headers: h2c });
    assert.deepEqual([answer.status, answer.headers.get("connection")], [200, "close"]);
    await peer.ended;
    // The peer keeps its side open; the server must not.
    await until("the connection is gone", () => first.pendingHandshakes + second.pendingHandshakes === 0);
    assert.equal(await connections(), 0);
    peer.destroy();
  });

  it("with a body, or without a request listener, are refused", async (t) => {
    const [withListener, without] = [await startHttp(t, path, () => assert.fail("served")), await startHttp(t, path)];
    for (const [http, headers] of [
      [withListener, { ...h2c, "Content-Length": "3" }],
      [withListener, { ...h2c, "Transfer-Encoding": "chunked" }],
      [without, h2c],
    ] as const) {
      const attached = new WebSocketServer({ server: http.server, plainSockets: path.plainSockets });
      const peer = await path.connect(http.port);
      const { status } = await peer.request({ headers });
      assert.equal(status, 400);
      await peer.ended;
      peer.destroy();
      await attached.close();
    }
  });

  it("end with a client that goes away before the answer", async (t) => {
    const closed = Promise.withResolvers<void>();
    const { server, port, connections } = await startHttp(t, path, (_request, response) => {
      response.on("close", () => closed.resolve());
    });
    attachNamed(t, path, server, "a");
    const peer = await path.connect(port);
    peer.write(encodeRawRequest({ headers: h2c }));
    await until("the request is there", () => server.listenerCount("upgrade") === 1);
    peer.reset();
    await closed.promise;
    assert.equal(await connections(), 0);
  });
});

describeOn(attachedPaths, "handleUpgrade", { timeout: 10_000 }, (path) => {
  it("takes what the caller routes to it, and calls back instead of the connection event", async (t) => {
    const { server, port } = await startHttp(t, path);
    const [a, b] = [
      new WebSocketServer({ noServer: true, plainSockets: path.plainSockets }),
      new WebSocketServer({ noServer: true, plainSockets: path.plainSockets }),
    ];
    a.on("connection", (socket) => socket.send("a event"));
    b.on("connection", () => assert.fail("event in spite of a callback"));
    server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
      if (request.url === "/a") a.handleUpgrade(request, socket, head);
      else b.handleUpgrade(request, socket, head, (ws, request) => ws.send(`b callback ${request.path}`));
    });
    assert.deepEqual([await ask(path, port, "/a"), await ask(path, port, "/b?q")], ["a event", "b callback /b"]);
    assert.throws(() => a.address(), { code: "ERR_INVALID_ARGUMENT", message: /noServer/ });
    await Promise.all([a.close(), b.close()]);
  });

  it("parses the head bytes as frames, after the 101", async (t) => {
    const { server, port } = await startHttp(t, path);
    const ours = new WebSocketServer({ noServer: true, plainSockets: path.plainSockets });
    server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
      assert.ok(head.length > 0);
      ours.handleUpgrade(request, socket, head, (ws) => {
        ws.on("message", (data) => ws.send(`echo ${String(data)}`));
      });
    });
    const peer = await path.connect(port);
    const frame = encodeRawFrame({ opcode: 1, payload: Buffer.from("early"), maskingKey: MASKING_KEY });
    peer.write(Buffer.concat([Buffer.from(encodeRawRequest()), frame]));
    assert.equal((await peer.readAnswer()).status, 101);
    assert.equal(Buffer.from((await peer.readFrame()).payload).toString(), "echo early");
    peer.destroy();
    await ours.close();
  });

  it("refuses after close, and ends a stream that is gone already", async (t) => {
    const { server, port } = await startHttp(t, path);
    const ours = new WebSocketServer({ noServer: true, plainSockets: path.plainSockets });
    ours.on("connection", () => assert.fail("accepted"));
    let destroyFirst = true;
    server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
      if (destroyFirst) socket.destroy();
      ours.handleUpgrade(request, socket, head);
    });
    const gone = await path.connect(port);
    gone.write(encodeRawRequest());
    await gone.ended;
    gone.destroy();
    await until("nothing is pending", () => ours.pendingHandshakes === 0);
    destroyFirst = false;
    await ours.close();
    assert.match(await ask(path, port, "/"), /^503/);
  });
});
