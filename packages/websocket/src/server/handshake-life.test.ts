import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { it } from "node:test";
import { runInNewContext } from "node:vm";
import { encodeRawFrame, encodeRawRequest, RawPeer, turns, until } from "@longwire/testkit";
import { describeOn, ownPortPaths, serverPaths } from "../testing/server-paths.ts";
import { refuse } from "./refuse.ts";
import type { ServerOptions } from "./server-options.ts";
import type { UpgradeRequest } from "./upgrade-request.ts";

const MASKING_KEY = Uint8Array.of(9, 8, 7, 6);

function masked(text: string): Uint8Array {
  return encodeRawFrame({ opcode: 1, payload: Buffer.from(text), maskingKey: MASKING_KEY });
}

describeOn(serverPaths, "authenticate", { timeout: 20_000 }, (path) => {
  it("gives the request its context, at once, later, or as any thenable", async (t) => {
    // A promise of another realm is no instance of our Promise, as those of some libraries are not.
    const foreign: Promise<string> = runInNewContext("Promise.resolve('later')");
    assert.ok(!(foreign instanceof Promise));
    for (const verdict of ["at once", Promise.resolve("promised"), foreign, undefined]) {
      let within: unknown = "never asked";
      const { server, port } = await path.start<unknown>(t, {
        authenticate: (request) => {
          within = request.context;
          return verdict;
        },
      });
      const connected = once(server, "connection");
      const peer = await path.open(port);
      const [, request] = (await connected) as [unknown, UpgradeRequest<unknown>];
      assert.equal(request.context, await verdict);
      assert.equal(within, undefined);
      peer.destroy();
    }
  });

  it("refuses with the status, text and headers of the application (RFC 6455 §4.2.2)", async (t) => {
    for (const isAsync of [false, true]) {
      const refusal = refuse(401, "log in first", [["WWW-Authenticate", 'Basic realm="x"']]);
      const { server, port } = await path.start(t, {
        authenticate: () => (isAsync ? Promise.resolve(refusal) : refusal),
      });
      const refused = once(server, "refused");
      const peer = await path.connect(port);
      const answer = await peer.request({ target: "/secret" });
      assert.deepEqual([answer.status, answer.body], [401, "log in first\n"]);
      assert.equal(answer.headers.get("www-authenticate"), 'Basic realm="x"');
      assert.equal(answer.headers.get("connection"), "close");
      const [given, request, error] = (await refused) as [unknown, UpgradeRequest, unknown];
      assert.deepEqual([given, request.path, error], [refusal, "/secret", undefined]);
      peer.destroy();
    }
  });

  it("that throws or rejects answers 500 and tells the server only", async (t) => {
    const fault = new Error("database password is hunter2");
    for (const authenticate of [
      () => {
        throw fault;
      },
      () => Promise.reject(fault),
    ]) {
      const { server, port } = await path.start<never>(t, { authenticate });
      const refused = once(server, "refused");
      const peer = await path.connect(port);
      const answer = await peer.request();
      assert.equal(answer.status, 500);
      assert.doesNotMatch(answer.body, /hunter2/);
      assert.equal((await refused)[2], fault);
      peer.destroy();
    }
  });

  it("and the other functions of the application that give what cannot be sent answer 500 too", async (t) => {
    const table: ServerOptions<unknown>[] = [
      { authenticate: () => refuse(401, "x", [["X-A", "a\r\nX-B: b"]]) },
      { authenticate: async () => refuse(401, "x", [["Content-Length", "0"]]) },
      { subprotocols: () => "not offered" },
      {
        subprotocols: () => {
          throw new Error("choosing failed");
        },
      },
      { responseHeaders: () => [["X-A", "a\r\nX-B: b"]] },
      { responseHeaders: () => [["Sec-WebSocket-Accept", "x"]] },
    ];
    for (const options of table) {
      const { server, port } = await path.start(t, options);
      server.on("connection", () => assert.fail("accepted"));
      const refused = once(server, "refused");
      const peer = await path.connect(port);
      assert.equal((await peer.request({ headers: { "Sec-WebSocket-Protocol": "a" } })).status, 500);
      assert.ok((await refused)[2] instanceof Error);
      await peer.ended;
      peer.destroy();
      await until("nothing is left", () => server.pendingHandshakes === 0 && server.clients.size === 0);
    }
  });

  it("is not asked about requests that are refused without it", async (t) => {
    const { port } = await path.start(t, { authenticate: () => assert.fail("asked"), path: "/" });
    for (const request of [{ target: "/x" }, { headers: { Origin: "http://evil.example" } }, { method: "PUT" }]) {
      const peer = await path.connect(port);
      assert.notEqual((await peer.request(request)).status, 500);
      peer.destroy();
    }
  });
});

describeOn(serverPaths, "a client that vanishes", { timeout: 20_000 }, (path) => {
  for (const how of ["end", "reset", "destroy"] as const) {
    it(`during authenticate (${how}) aborts the signal and never connects`, async (t) => {
      const asked = Promise.withResolvers<AbortSignal>();
      const verdict = Promise.withResolvers<string>();
      const { server, port } = await path.start<string>(t, {
        authenticate: (request, { signal }) => {
          assert.equal(signal, request.signal);
          asked.resolve(signal);
          return verdict.promise;
        },
      });
      server.on("connection", () => assert.fail("connected"));
      server.on("refused", () => assert.fail("refused: nobody was left to read it"));
      const peer = await path.connect(port);
      peer.write(encodeRawRequest());
      const signal = await asked.promise;
      assert.equal(signal.aborted, false);
      peer[how]();
      await once(signal, "abort");
      await until("the handshake is over", () => server.pendingHandshakes === 0);
      verdict.resolve("too late");
      await turns();
      assert.equal(server.clients.size, 0);
      await peer.closed;
    });
  }

  it("between the head and the 101 may connect, but is gone with 1006 at once", async (t) => {
    const { server, port } = await path.start(t);
    const codes: number[] = [];
    server.on("connection", (socket) => socket.on("close", (code) => codes.push(code)));
    for (let i = 0; i < 20; i += 1) {
      const peer = await path.connect(port);
      peer.write(encodeRawRequest());
      if (i % 2 === 0) peer.end();
      else peer.reset();
      await peer.closed;
    }
    await until("nothing is left", () => server.pendingHandshakes + server.clients.size === 0);
    assert.ok(codes.every((code) => code === 1006));
  });

  it("does not trouble an application that forgot to listen for errors", async (t) => {
    const { server, port } = await path.start(t);
    const peer = await path.open(port);
    const [socket] = [...server.clients];
    peer.reset();
    assert.equal((await socket?.closed)?.code, 1006);
  });
});

describeOn(serverPaths, "bytes that come with the request", { timeout: 20_000 }, (path) => {
  it("are delivered after the 101 and in order, whatever the handshake waits for", async (t) => {
    for (const authenticate of [
      undefined,
      () => new Promise<undefined>((resolve) => setImmediate(resolve, undefined)),
    ]) {
      const { server, port } = await path.start(t, { authenticate });
      server.on("connection", (socket) => socket.on("message", (data) => socket.send(data)));
      const peer = await path.connect(port);
      peer.write(Buffer.concat([Buffer.from(encodeRawRequest()), masked("0"), masked("1").subarray(0, 5)]));
      peer.write(Buffer.concat([masked("1").subarray(5), masked("2")]));
      assert.equal((await peer.readAnswer()).status, 101);
      for (const expected of ["0", "1", "2"]) {
        assert.equal(Buffer.from((await peer.readFrame()).payload).toString(), expected);
      }
      peer.destroy();
    }
  });

  it("wait for listeners: a connection handler can still pause first", async (t) => {
    const { server, port } = await path.start(t);
    const seen: string[] = [];
    const connected = once(server, "connection");
    server.on("connection", (socket) => {
      socket.on("message", (data) => seen.push(String(data)));
      socket.pause();
    });
    const peer = await path.connect(port);
    peer.write(Buffer.concat([Buffer.from(encodeRawRequest()), masked("a"), masked("b")]));
    const [socket] = await connected;
    await turns();
    assert.deepEqual(seen, []);
    socket.resume();
    await until("both", () => seen.length === 2);
    assert.deepEqual(seen, ["a", "b"]);
    peer.destroy();
  });

  it("are kept in bounds, and none is lost", async (t) => {
    const verdict = Promise.withResolvers<undefined>();
    const { server, port } = await path.start(t, { authenticate: () => verdict.promise });
    let received = 0;
    server.on("connection", (socket) => socket.on("message", (data) => (received += data.toString().length)));
    const peer = await path.connect(port);
    const count = 2000;
    const frame = masked("x".repeat(10_000));
    let taken = 0;
    const writeOn = (): void => {
      if (taken < count) peer.socket.write(frame, writeOn);
      taken += 1;
    };
    peer.write(encodeRawRequest());
    writeOn();
    await until("the handshake waits", () => server.pendingHandshakes === 1);
    for (let before = -1; before < taken; await turns(50)) before = taken;
    // More than the buffers of the system hold, and the server takes no more.
    assert.ok(taken < count);
    verdict.resolve(undefined);
    await until("all has arrived", () => received === count * 10_000);
    peer.destroy();
  });

  it("do not keep a refused peer's end from being noticed, however many they are", async (t) => {
    const verdict = Promise.withResolvers<ReturnType<typeof refuse>>();
    const { server, port } = await path.start(t, { authenticate: () => verdict.promise });
    const peer = await path.connect(port);
    peer.write(Buffer.concat([Buffer.from(encodeRawRequest()), masked("x".repeat(300_000))]));
    peer.end();
    await until("the handshake waits", () => server.pendingHandshakes === 1);
    if (!peer.socket.writableFinished) await once(peer.socket, "finish");
    await turns();
    verdict.resolve(refuse(403, "no"));
    assert.equal((await peer.readAnswer()).status, 403);
    await until("it is gone before its time to read is over", () => server.pendingHandshakes === 0, 500);
    peer.destroy();
  });

  it("are never read as a request when the handshake is refused (RFC 6455 §4.2.2)", async (t) => {
    const { port } = await path.start(t, { authenticate: async () => refuse(403, "no") });
    const peer = await path.connect(port);
    peer.write(encodeRawRequest() + encodeRawRequest() + encodeRawRequest());
    const text = (await peer.readToEnd()).toString();
    assert.equal(text.split("HTTP/1.1 ").length, 2);
    peer.destroy();
  });
});

describeOn(serverPaths, "limits of handshakes", { timeout: 20_000 }, (path) => {
  it("maxPendingHandshakes: N wait, N + 1 gets 503 with Retry-After, beyond 2 N it is cut", async (t) => {
    const verdict = Promise.withResolvers<undefined>();
    const { server, port } = await path.start(t, {
      limits: { maxPendingHandshakes: 3 },
      authenticate: () => verdict.promise,
    });
    const refused: number[] = [];
    server.on("refused", (refusal) => refused.push(refusal.status));
    // On a port of the server's own, a connection counts before it has said anything.
    const begin = async (): Promise<RawPeer> => {
      const peer = await path.connect(port);
      if (path.isAttached) peer.write(encodeRawRequest());
      return peer;
    };
    const waiting = [];
    for (let i = 0; i < 3; i += 1) waiting.push(await begin());
    await until("three wait", () => server.pendingHandshakes === 3);
    const fourth = await path.connect(port);
    // Its request comes after the answer was given; it must not be read any more.
    const answer = await fourth.request();
    assert.deepEqual([answer.status, answer.headers.get("retry-after")], [503, "1"]);
    await fourth.ended;
    fourth.end();
    await until("the fourth is gone", () => server.pendingHandshakes === 3);
    const lingering = [];
    for (let i = 0; i < 3; i += 1) lingering.push(await begin());
    await until("six are known", () => server.pendingHandshakes === 6);
    const seventh = await begin();
    assert.equal((await seventh.readToEnd()).length, 0);
    assert.deepEqual(refused, [503, 503, 503, 503, 503]);
    for (const peer of [...lingering, seventh]) peer.destroy();
    await until("three wait again", () => server.pendingHandshakes === 3);
    verdict.resolve(undefined);
    for (const peer of waiting) {
      if (!path.isAttached) peer.write(encodeRawRequest());
      assert.equal((await peer.readAnswer()).status, 101);
    }
    for (const peer of waiting) peer.destroy();
  });

  it("maxConnections: N connect, N + 1 gets 503, and one that ends makes room", async (t) => {
    const { server, port } = await path.start(t, { limits: { maxConnections: 2 } });
    const [first, second] = [await path.open(port), await path.open(port)];
    const third = await path.connect(port);
    assert.equal((await third.request()).status, 503);
    third.destroy();
    first.destroy();
    await until("there is room", () => server.clients.size === 1);
    const fourth = await path.open(port);
    for (const peer of [second, fourth]) peer.destroy();
  });

  it("maxConnections holds also for those that authenticated at the same time", async (t) => {
    const verdict = Promise.withResolvers<undefined>();
    const { server, port } = await path.start(t, {
      limits: { maxConnections: 2 },
      authenticate: () => verdict.promise,
    });
    const peers = await Promise.all(Array.from({ length: 5 }, () => path.connect(port)));
    const answers = peers.map((peer) => peer.request());
    await until("all wait", () => server.pendingHandshakes === 5);
    verdict.resolve(undefined);
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    assert.deepEqual(statuses.sort(), [101, 101, 503, 503, 503]);
    for (const peer of peers) peer.destroy();
  });

  it("handshakeTimeoutMs: 408 for a slow authenticate, whose signal is aborted", async (t) => {
    let signal: AbortSignal | undefined;
    const { server, port } = await path.start<undefined>(t, {
      limits: { handshakeTimeoutMs: 150 },
      authenticate: (request) => {
        signal = request.signal;
        return new Promise(() => {});
      },
    });
    server.on("connection", () => assert.fail("accepted"));
    const refused = once(server, "refused");
    const slow = await path.connect(port);
    const startedAt = performance.now();
    assert.equal((await slow.request()).status, 408);
    assert.ok(performance.now() - startedAt < 1000);
    assert.equal(signal?.aborted, true);
    assert.equal((await refused)[0].status, 408);
    slow.destroy();
    await until("nothing is left", () => server.pendingHandshakes === 0);
  });

  it("a signal that is first asked for after the end tells how it ended", async (t) => {
    const { server, port } = await path.start<number>(t, {
      authenticate: ({ query }) => (query === "in" ? 1 : refuse(403, "no")),
    });
    const ends: string[] = [];
    server.on("connection", (socket, request) => {
      socket.on("close", () => ends.push(`accepted, aborted: ${request.signal.aborted}`));
    });
    server.on("refused", (_refusal, request) => ends.push(`refused, aborted: ${request?.signal.aborted}`));
    for (const query of ["in", "out"]) {
      const peer = await path.connect(port);
      await peer.request({ target: `/?${query}` });
      peer.destroy();
    }
    await until("both ends", () => ends.length === 2);
    assert.deepEqual(ends.sort(), ["accepted, aborted: false", "refused, aborted: true"]);
  });
});

describeOn(ownPortPaths, "a head that is not whole", { timeout: 20_000 }, (path) => {
  it("leaves nothing when its client vanishes", async (t) => {
    const { server, port } = await path.start(t);
    const head = encodeRawRequest();
    for (const how of ["end", "reset"] as const) {
      for (const part of ["", head.slice(0, 1), head.slice(0, -1), "GET /x HTTP/1.1\r\n"]) {
        const peer = await path.connect(port);
        peer.write(part);
        await until("the server has it", () => server.pendingHandshakes === 1);
        peer[how]();
        await peer.closed;
        await until("nothing is left", () => server.pendingHandshakes === 0);
      }
    }
    assert.equal(server.clients.size, 0);
  });

  it("ends with 408 after handshakeTimeoutMs, in silence and drip by drip", async (t) => {
    const { server, port } = await path.start(t, { limits: { handshakeTimeoutMs: 150 } });
    server.on("connection", () => assert.fail("accepted"));
    const refused: number[] = [];
    server.on("refused", (refusal) => refused.push(refusal.status));
    const [silent, dripping] = [await path.connect(port), await path.connect(port)];
    const drip = setInterval(() => dripping.write("G"), 20);
    t.after(() => clearInterval(drip));
    const startedAt = performance.now();
    assert.equal((await silent.readAnswer()).status, 408);
    assert.ok(performance.now() - startedAt < 1000);
    await until("two refusals", () => refused.length === 2);
    clearInterval(drip);
    assert.deepEqual(refused, [408, 408]);
    for (const peer of [silent, dripping]) peer.destroy();
    await until("nothing is left", () => server.pendingHandshakes === 0);
  });

  it("is not acted upon when it arrives after the 408", async (t) => {
    const { server, port } = await path.start(t, {
      limits: { handshakeTimeoutMs: 60 },
      authenticate: () => assert.fail("asked"),
    });
    server.on("connection", () => assert.fail("accepted"));
    const peer = await path.connect(port);
    assert.equal((await peer.readAnswer()).status, 408);
    peer.write(encodeRawRequest());
    peer.end();
    assert.equal((await peer.readToEnd()).length, 0);
    await until("nothing is left", () => server.pendingHandshakes === 0);
  });
});

describeOn(
  ownPortPaths.filter(({ isSecure }) => isSecure),
  "a TLS handshake",
  { timeout: 10_000 },
  (path) => {
    it("that does not go on is ended, counts as one in progress, and does not hold up close", async (t) => {
      const limits = { handshakeTimeoutMs: 150, maxPendingHandshakes: 2 };
      const { server, port } = await path.start(t, { limits });
      const open = async (): Promise<RawPeer> => {
        const socket = connect(port, "127.0.0.1");
        await once(socket, "connect");
        return new RawPeer(socket);
      };
      const [first, second] = [await open(), await open()];
      const third = await open();
      await third.closed;
      await Promise.all([first.closed, second.closed]);
      const garbage = await open();
      garbage.write("GET / HTTP/1.1\r\n\r\n");
      await garbage.closed;
      const ok = await path.open(port);
      ok.destroy();
      const last = await open();
      await until("it is accepted by the system", () => last.socket.readyState === "open");
      const startedAt = performance.now();
      await server.close();
      assert.ok(performance.now() - startedAt < 120);
      await last.closed;
    });
  },
);
