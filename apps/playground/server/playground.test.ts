import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { WebSocket } from "@longwire/websocket";
import { type Playground, startPlayground } from "./playground.ts";

type Event = Readonly<Record<string, unknown>>;

describe("playground", { timeout: 20_000 }, () => {
  let folder = "";
  let playground: Playground;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "longwire-playground-"));
    await writeFile(join(folder, "index.html"), "<title>app</title>");
    playground = await startPlayground({ host: "127.0.0.1", port: 0, directory: folder });
  });

  after(async () => {
    await playground.close();
    await rm(folder, { recursive: true });
  });

  const open = async (path: string): Promise<{ socket: WebSocket; next: (type: string) => Promise<Event> }> => {
    const socket = new WebSocket(`ws://127.0.0.1:${playground.port}${path}`);
    const events = socket[Symbol.asyncIterator]();
    const next = async (type: string): Promise<Event> => {
      for (;;) {
        const { value, done } = await events.next();
        if (done) throw new Error(`closed before ${type}`);
        const event = JSON.parse(String(value.data)) as Event;
        if (event.type === type) return event;
      }
    };
    await once(socket, "open");
    return { socket, next };
  };
  const joinAs = (name: string): string =>
    JSON.stringify({ type: "join", room: "lobby", key: `key of ${name}, long`, name });

  test("pages and sockets share a port, and a path", async () => {
    const response = await fetch(`http://127.0.0.1:${playground.port}/chat/lobby`);
    assert.equal(await response.text(), "<title>app</title>");
  });

  test("what one says the other hears", async () => {
    const ada = await open("/chat");
    const bob = await open("/chat");
    ada.socket.send(joinAs("Ada"));
    await ada.next("joined");
    bob.socket.send(joinAs("Bob"));
    await bob.next("joined");
    ada.socket.send(JSON.stringify({ type: "say", id: "1", text: "hello" }));
    const { message } = await bob.next("message");
    assert.equal((message as Event).text, "hello");
    assert.equal((await ada.next("sent")).id, "1");
    bob.socket.close();
    await ada.next("left");
    ada.socket.close();
  });

  test("binary and nonsense are answered, not fatal", async () => {
    const { socket, next } = await open("/chat");
    socket.send(new Uint8Array([1, 2, 3]));
    assert.equal((await next("error")).code, "malformed");
    socket.send("{");
    assert.equal((await next("error")).code, "malformed");
    socket.send(JSON.stringify({ type: "ping" }));
    await next("pong");
    socket.close();
  });

  test("more than any command needs is refused with 1009", async () => {
    const { socket } = await open("/chat");
    socket.send("x".repeat(16 * 1024 + 1));
    const [code] = await once(socket, "close");
    assert.equal(code, 1009);
  });

  test("a joiner of the live data gets history, then samples that go on", async () => {
    const { socket, next } = await open("/metrics");
    const { samples } = await next("history");
    assert.ok(Array.isArray(samples));
    const first = (await next("sample")).sample as Record<string, number>;
    const second = (await next("sample")).sample as Record<string, number>;
    assert.ok((second.at ?? 0) > (first.at ?? 0));
    assert.ok((second.connections ?? 0) >= 1);
    assert.ok((second.rssBytes ?? 0) > 1024 * 1024);
    socket.send(JSON.stringify({ type: "ping" }));
    await next("pong");
    socket.close();
  });

  test("closing tells every socket that the server goes away", async () => {
    const other = await startPlayground({ host: "127.0.0.1", port: playground.port, directory: folder });
    assert.notEqual(other.port, playground.port);
    const sockets = ["/chat", "/metrics"].map((path) => new WebSocket(`ws://127.0.0.1:${other.port}${path}`));
    await Promise.all(sockets.map((socket) => once(socket, "open")));
    const closed = Promise.all(sockets.map((socket) => once(socket, "close")));
    await other.close();
    // RFC 6455 §7.4.1: 1001 is "going away".
    assert.deepEqual(
      (await closed).map(([code]) => code),
      [1001, 1001],
    );
  });
});
