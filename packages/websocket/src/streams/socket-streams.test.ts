import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { PassThrough } from "node:stream";
import { describe, it, type TestContext } from "node:test";
import { WebSocket } from "../socket/web-socket.ts";
import { serverPaths } from "../testing/server-paths.ts";
import { DuplexStream } from "./duplex-stream.ts";
import { HandleStream } from "./handle-stream.ts";
import { SocketStreams } from "./socket-streams.ts";

/** A socket of a server, with nothing on it yet. */
async function openSocket(t: TestContext): Promise<Socket> {
  const server = createServer({ allowHalfOpen: true }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const accepted = once(server, "connection");
  const peer = connect((server.address() as AddressInfo).port, "127.0.0.1");
  const [socket] = (await accepted) as [Socket];
  t.after(() => {
    peer.destroy();
    socket.destroy();
    server.close();
  });
  return socket;
}

const readBuffer = (): Uint8Array => new Uint8Array(64 * 1024);

describe("the path of a stream", { timeout: 10_000 }, () => {
  it("is the handle of a socket that Node has opened and nobody else uses", async (t) => {
    assert.ok(new SocketStreams(readBuffer).over(await openSocket(t)) instanceof HandleStream);
  });

  it("is the plain one for everything else", async (t) => {
    const streams = new SocketStreams(readBuffer);
    const odd = await openSocket(t);
    // As in a Node that has changed it.
    Object.defineProperty((odd as unknown as { _handle: object })._handle, "useUserBuffer", { value: undefined });
    const heard = (await openSocket(t)).on("data", () => undefined);
    const corked = await openSocket(t);
    corked.cork();
    corked.write("waits");
    const gone = (await openSocket(t)).destroy();
    for (const stream of [odd, heard, corked, gone, new PassThrough()]) {
      assert.ok(streams.over(stream) instanceof DuplexStream);
    }
    assert.ok(new SocketStreams(readBuffer, () => undefined).over(await openSocket(t)) instanceof DuplexStream);
  });
});

describe("without Node's binding", { timeout: 20_000 }, () => {
  const changes: readonly (readonly [how: string, binding: unknown])[] = [
    ["missing", undefined],
    [
      "refused",
      () => {
        throw new Error("no such binding");
      },
    ],
    ["without what we know", () => ({})],
    ["with other types", () => ({ WriteWrap: {}, ShutdownWrap: 1, streamBaseState: [], kReadBytesOrError: "0" })],
  ];
  for (const [how, binding] of changes) {
    it(`(${how}) every path serves as before`, async (t) => {
      const before = Object.getOwnPropertyDescriptor(process, "binding") ?? {};
      Object.defineProperty(process, "binding", { configurable: true, writable: true, value: binding });
      t.after(() => Object.defineProperty(process, "binding", before));
      for (const path of serverPaths) {
        const { server, port } = await path.start(t);
        server.on("connection", (socket) => socket.on("message", (data) => socket.send(data)));
        const client = new WebSocket(path.url(port), [], path.clientOptions);
        await once(client, "open");
        for (const message of ["hello", Buffer.alloc(300_000, 7)]) {
          client.send(message);
          assert.deepEqual((await once(client, "message"))[0], message);
        }
        client.close(4000, "done");
        const { code, wasClean } = await client.closed;
        assert.deepEqual([code, wasClean], [4000, true], path.name);
      }
    });
  }
});
