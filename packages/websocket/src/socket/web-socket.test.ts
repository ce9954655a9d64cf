import assert from "node:assert/strict";
import { once } from "node:events";
import { it, type TestContext } from "node:test";
import { describeOn, type ServerPath, serverPaths } from "../testing/server-paths.ts";
import { WebSocket } from "./web-socket.ts";

async function openPair(
  t: TestContext,
  path: ServerPath,
): Promise<{ client: WebSocket; socket: WebSocket; states: number[] }> {
  const { server, port } = await path.start(t, { subprotocols: ["chat"] });
  const connected = once(server, "connection");
  const client = new WebSocket(path.url(port, "/path?q"), "chat", path.clientOptions);
  const states: number[] = [client.readyState];
  client.on("open", () => states.push(client.readyState));
  client.on("close", () => states.push(client.readyState));
  const [socket] = (await connected) as [WebSocket];
  if (client.readyState === 0) await once(client, "open");
  return { client, socket, states };
}

describeOn(serverPaths, "WebSocket", { timeout: 10_000 }, (path) => {
  it("has the names of the states on class and object", async (t) => {
    const { client } = await openPair(t, path);
    for (const [i, name] of (["CONNECTING", "OPEN", "CLOSING", "CLOSED"] as const).entries()) {
      assert.deepEqual([WebSocket[name], client[name]], [i, i]);
    }
    client.terminate();
  });

  it("goes through the states in order, on both sides", async (t) => {
    const { client, socket, states } = await openPair(t, path);
    const serverStates = [socket.readyState];
    socket.on("closing", () => serverStates.push(socket.readyState));
    socket.on("close", () => serverStates.push(socket.readyState));
    client.close(1000);
    states.push(client.readyState);
    await Promise.all([client.closed, socket.closed]);
    assert.deepEqual(states, [0, 1, 2, 3]);
    assert.deepEqual(serverStates, [1, 2, 3]);
  });

  it("tells url, protocol and extensions", async (t) => {
    const { client, socket } = await openPair(t, path);
    assert.match(client.url, /^wss?:\/\/127\.0\.0\.1:\d+\/path\?q$/);
    assert.equal(client.url.startsWith("wss:"), path.isSecure);
    assert.equal(socket.url, "/path?q");
    for (const each of [client, socket]) assert.deepEqual([each.protocol, each.extensions], ["chat", ""]);
    client.terminate();
  });

  it("delivers text as strings and binary as binaryType says, in memory of their own", async (t) => {
    const { client, socket } = await openPair(t, path);
    const seen: [unknown, boolean][] = [];
    client.on("message", (data, isBinary) => seen.push([data, isBinary]));
    socket.send("\ufefftext 😀");
    socket.send("");
    const bytes = Buffer.from([1, 2, 3]);
    socket.send(bytes);
    socket.send(bytes);
    socket.ping("go");
    await once(client, "ping");
    client.binaryType = "arraybuffer";
    socket.send(bytes);
    socket.send(new Uint8Array(0));
    socket.ping("go");
    await once(client, "ping");
    assert.deepEqual(seen.slice(0, 2), [
      ["\ufefftext 😀", false],
      ["", false],
    ]);
    const [first, second] = [seen[2]?.[0], seen[3]?.[0]] as [Buffer, Buffer];
    assert.ok(Buffer.isBuffer(first));
    first.fill(0);
    assert.deepEqual(second, bytes);
    const [buffer, empty] = [seen[4]?.[0], seen[5]?.[0]] as [ArrayBuffer, ArrayBuffer];
    assert.ok(buffer instanceof ArrayBuffer);
    assert.deepEqual([...new Uint8Array(buffer)], [1, 2, 3]);
    assert.equal(empty.byteLength, 0);
    client.terminate();
  });

  it("answers Pings by itself and tells of Pongs (RFC 6455 §5.5.2)", async (t) => {
    const { client, socket } = await openPair(t, path);
    for (const [from, to] of [
      [client, socket],
      [socket, client],
    ] as const) {
      const [pinged, ponged] = [once(to, "ping"), once(from, "pong")];
      from.ping(Buffer.from([0, 255]));
      assert.deepEqual((await pinged)[0], Buffer.from([0, 255]));
      assert.deepEqual((await ponged)[0], Buffer.from([0, 255]));
    }
    client.terminate();
  });

  it("leaves Pings to the application with autoPong off", async (t) => {
    const { server, port } = await path.start(t, { autoPong: false });
    server.on("connection", (socket) => {
      socket.on("ping", (payload) => {
        socket.send("pinged");
        socket.pong(`my ${payload}`);
      });
    });
    const client = new WebSocket(path.url(port), [], { ...path.clientOptions, autoPong: false });
    await once(client, "open");
    client.ping("x");
    assert.equal(String((await once(client, "pong"))[0]), "my x");
    client.close();
    await client.closed;
  });

  it("keeps no timer that would keep the process alive, and none per socket", async (t) => {
    const { client, socket } = await openPair(t, path);
    assert.deepEqual(
      process.getActiveResourcesInfo().filter((name) => name === "Timeout"),
      [],
    );
    client.terminate();
    await Promise.all([client.closed, socket.closed]);
  });
});
