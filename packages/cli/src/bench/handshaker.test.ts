import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { startServer, startTcpServer } from "../testing/start-server.ts";
import { HandleDialer } from "./handle-stream.ts";
import { createHandshaker, type Handshaker } from "./handshaker.ts";
import { findTarget, type LoadTarget } from "./load-target.ts";
import { SocketDialer } from "./socket-stream.ts";
import { tcpBindingFor } from "./tcp-binding.ts";

const target = (url: string): Promise<LoadTarget> => findTarget(url, { ca: undefined, isInsecure: false });

function onHandle(to: LoadTarget): Handshaker {
  const binding = tcpBindingFor(to.address);
  assert.ok(binding !== undefined, "this Node has no such handle: look at tcp-binding.ts");
  return createHandshaker(new HandleDialer(to, binding), to.requestHead);
}

function onSocket(to: LoadTarget): Handshaker {
  return createHandshaker(new SocketDialer(to), to.requestHead);
}

const shake = (handshaker: Handshaker): Promise<void> =>
  new Promise((resolve, reject) => handshaker({ onDone: resolve, onFailed: reject }));

for (const [way, create] of [
  ["socket", onSocket],
  ["handle", onHandle],
] as const) {
  test(`${way}: a handshake is done, the connection is reset, and another can follow`, async (t) => {
    const closed: number[] = [];
    const url = await startServer(t, (socket) => socket.on("close", (code) => closed.push(code)));
    const handshaker = create(await target(url));
    for (let i = 0; i < 3; i += 1) await shake(handshaker);
    while (closed.length < 3) await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(closed, [1006, 1006, 1006]);
  });

  test(`${way}: a response that comes in parts is put together`, async (t) => {
    const head =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
      "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"; // RFC 6455 §1.3, the example
    const url = await startTcpServer(t, (socket) => {
      socket.setNoDelay(true);
      socket.once("data", () => {
        socket.write(head.slice(0, 50));
        setImmediate(() => socket.write(head.slice(50)));
      });
    });
    await shake(create(await target(url)));
  });

  test(`${way}: a refusal, a close and a port that is not open are failures`, async (t) => {
    const refuses = await startTcpServer(
      t,
      (socket) => void socket.once("data", () => socket.end("HTTP/1.1 403 No\r\n\r\n")),
    );
    await assert.rejects(shake(create(await target(refuses))), /it answered "HTTP\/1.1 403 No"/);
    const closes = await startTcpServer(t, (socket) => void socket.once("data", () => socket.end()));
    await assert.rejects(shake(create(await target(closes))), /the server closed the connection/);
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    assert.ok(typeof address === "object" && address !== null);
    await new Promise((resolve) => server.close(resolve));
    await assert.rejects(shake(create(await target(`ws://127.0.0.1:${address.port}/`))), /ECONNREFUSED/);
  });
}

test("only IPv4 addresses go through the handle", () => {
  assert.equal(tcpBindingFor("::1"), undefined);
});
