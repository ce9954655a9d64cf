/** The main class as a Node stream: data through a pipeline, and every way to end. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { type Duplex, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { it, type TestContext, test } from "node:test";
import { describeOn, type ServerPath, serverPaths } from "../testing/server-paths.ts";
import { WebSocket } from "./web-socket.ts";
import { createWebSocketStream } from "./web-socket-stream.ts";

/** Both ends as streams; `act` runs with them, then everything ends. */
async function withStreams(
  t: TestContext,
  path: ServerPath,
  act: (client: Duplex, server: Duplex, sockets: readonly [WebSocket, WebSocket]) => Promise<void>,
): Promise<void> {
  const { server, port } = await path.start(t);
  const socket = new WebSocket(path.url(port), [], path.clientOptions);
  const client = createWebSocketStream(socket);
  const [accepted] = (await once(server, "connection")) as [WebSocket];
  const other = createWebSocketStream(accepted);
  // The end of a test terminates what is open: an error of both, which no test is about.
  for (const stream of [client, other]) stream.on("error", () => undefined);
  if (socket.readyState === socket.CONNECTING) await once(socket, "open");
  await act(client, other, [socket, accepted]);
  socket.terminate();
}

describeOn(serverPaths, "a stream", { timeout: 10_000 }, (path) => {
  it("a pipeline there and back, many times what may wait", (t) =>
    withStreams(t, path, async (client, server) => {
      server.pipe(server);
      let length = 0;
      const source = Readable.from(Array.from({ length: 64 }, () => Buffer.alloc(32 * 1024)));
      const echoed = (async () => {
        for await (const chunk of client) {
          length += (chunk as Buffer).length;
          if (length === 64 * 32 * 1024) break;
        }
      })();
      source.pipe(client, { end: false });
      await echoed;
      assert.equal(length, 64 * 32 * 1024);
    }));

  it("ending closes with 1000 and ends the other side", (t) =>
    withStreams(t, path, async (client, server, [socket]) => {
      client.end("hello");
      const chunks: Buffer[] = [];
      await pipeline(server, async (source: AsyncIterable<Buffer>) => {
        for await (const chunk of source) chunks.push(chunk);
      });
      assert.equal(String(Buffer.concat(chunks)), "hello");
      assert.equal((await socket.closed).code, 1000);
    }));

  it("a connection that ends without a closing handshake is an error, not an end", (t) =>
    withStreams(t, path, async (client, _server, [, accepted]) => {
      const failed = once(client, "error");
      accepted.terminate();
      const [error] = (await failed) as [Error & { code: string }];
      assert.equal(error.code, "ERR_CLOSED");
    }));

  it("destroying the stream terminates the socket", (t) =>
    withStreams(t, path, async (client, _server, [socket]) => {
      client.destroy();
      await once(client, "close");
      assert.equal((await socket.closed).code, 1006);
    }));

  it("what is written while connecting is sent when the socket is open", async (t) => {
    const { server, port } = await path.start(t);
    const stream = createWebSocketStream(new WebSocket(path.url(port), [], path.clientOptions));
    stream.end("hello");
    const [accepted] = (await once(server, "connection")) as [WebSocket];
    const [data, isBinary] = await once(accepted, "message");
    assert.deepEqual([String(data), isBinary], ["hello", true]);
    await once(stream.resume(), "close");
  });
});

test("a socket that fails to connect destroys the stream with its error", async () => {
  const stream = createWebSocketStream(new WebSocket("ws://127.0.0.1:1"));
  const [error] = (await once(stream, "error")) as [Error & { code: string }];
  assert.equal(error.code, "ECONNREFUSED");
});
