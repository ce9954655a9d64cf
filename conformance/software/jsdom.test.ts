/**
 * The WebSocket of jsdom's windows against a server of the `ws` in question. Up to version 27 it is made of `ws`, so that both
 * ends are; since then it is undici's, and only the server is.
 */
import assert from "node:assert/strict";
import { type EventEmitter, once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import { openWorkspace } from "./workspace.ts";

interface Socket extends EventEmitter {
  send(data: string | Buffer, options?: object): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

interface Server extends EventEmitter {
  address(): AddressInfo;
  close(): void;
}

interface WsPackage {
  readonly WebSocketServer: new (options: object) => Server;
}

interface PageEvent {
  readonly type: string;
  readonly data: unknown;
  readonly origin: string;
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;
}

interface PageSocket {
  binaryType: string;
  readonly bufferedAmount: number;
  readonly protocol: string;
  readonly readyState: number;
  readonly url: string;
  addEventListener(type: string, listener: (event: PageEvent) => void, options: { once: boolean }): void;
  send(data: unknown): void;
  close(code?: number, reason?: string): void;
}

interface Window {
  readonly WebSocket: new (url: string, protocols?: string | string[]) => PageSocket;
  readonly MessageEvent: new () => PageEvent;
  readonly CloseEvent: new () => PageEvent;
  readonly ArrayBuffer: typeof ArrayBuffer;
  readonly Uint8Array: typeof Uint8Array;
  readonly Blob: new (parts: readonly unknown[]) => { readonly size: number };
  readonly FileReader: new () => { result: ArrayBuffer; onload: () => void; readAsArrayBuffer(blob: unknown): void };
  readonly document: { cookie: string };
  readonly navigator: { readonly userAgent: string };
  close(): void;
}

interface Jsdom {
  readonly JSDOM: new (html: string, options: object) => { readonly window: Window };
}

const workspace = await openWorkspace();
const { WebSocketServer } = await workspace.load<WsPackage>("ws");

/** The next event of `type`; a page has no promises for them. */
function next(socket: PageSocket, type: string): Promise<PageEvent> {
  return new Promise((resolve) => socket.addEventListener(type, resolve, { once: true }));
}

function readBlob(window: Window, blob: unknown): Promise<Buffer> {
  const reader = new window.FileReader();
  return new Promise((resolve) => {
    reader.onload = () => resolve(Buffer.from(reader.result));
    reader.readAsArrayBuffer(blob);
  });
}

test("jsdom 27 gets the ws in question", () => workspace.assertUses("jsdom-on-ws"));

for (const [name, goingAway] of [
  ["jsdom-on-ws", 1001],
  // undici sends no 1001, as a page may not.
  ["jsdom", 1005],
] as const) {
  describe(`${name}:`, { timeout: 20_000 }, () => {
    const served: [Socket, IncomingMessage][] = [];
    let server: Server;
    let window: Window;
    let url: string;

    /** Opens a connection; resolves to its end in the page and its end on the server. */
    const open = async (
      protocols: string[] = [],
    ): Promise<{ page: PageSocket; socket: Socket; request: IncomingMessage }> => {
      const page = new window.WebSocket(url, protocols);
      assert.equal(page.readyState, 0);
      await next(page, "open");
      const [socket, request] = served.at(-1) ?? assert.fail("the server has no connection");
      return { page, socket, request };
    };

    before(async () => {
      server = new WebSocketServer({ port: 0, host: "127.0.0.1", maxPayload: 1 << 21 });
      server.on("headers", (headers: string[]) => headers.push("Set-Cookie: seen=yes"));
      server.on("connection", (socket: Socket, request) => {
        served.push([socket, request]);
        socket.on("message", (data: Buffer, isBinary) => socket.send(data, { binary: isBinary }));
      });
      await once(server, "listening");
      url = `ws://127.0.0.1:${server.address().port}/chat?room=1`;
      const { JSDOM } = await workspace.load<Jsdom>(name);
      window = new JSDOM("<!doctype html>", { url: url.replace("ws:", "http:") }).window;
    });
    after(() => {
      window.close();
      server.close();
    });

    test("the handshake carries origin, cookies and a subprotocol", async () => {
      window.document.cookie = "session=abc";
      const { page, request } = await open(["chat.v2", "chat.v1"]);
      const { origin, cookie } = request.headers;
      assert.deepEqual([origin, cookie], [new URL(url.replace("ws:", "http:")).origin, "session=abc"]);
      assert.equal(request.url, "/chat?room=1");
      assert.equal(page.protocol, "chat.v2");
      assert.match(window.document.cookie, /seen=yes/);
      page.close();
    });

    test("text is echoed, a megabyte of it too", async () => {
      const { page } = await open();
      for (const text of ["", "Grüße 😀", "aé€😀".repeat(100_000)]) {
        const message = next(page, "message");
        page.send(text);
        const event = await message;
        assert.ok(event instanceof window.MessageEvent);
        assert.equal(event.data, text);
        assert.equal(event.origin, new URL(url).origin);
      }
      page.close();
    });

    test("bytes arrive as the binaryType says, from whatever they were sent", async () => {
      const { page } = await open();
      const bytes = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 31 + (i >> 8)) & 255);
      const pageBytes = new window.Uint8Array(bytes);
      assert.equal(page.binaryType, "blob");
      for (const binaryType of ["blob", "arraybuffer"]) {
        page.binaryType = binaryType;
        for (const data of [pageBytes, pageBytes.buffer, new window.Blob([pageBytes])]) {
          const message = next(page, "message");
          page.send(data);
          const { data: echo } = await message;
          const isBlob = echo instanceof window.Blob;
          assert.equal(isBlob, binaryType === "blob");
          const received = isBlob ? await readBlob(window, echo) : Buffer.from(echo as ArrayBuffer);
          assert.ok(received.equals(bytes), `${binaryType} differs`);
        }
      }
      page.close();
    });

    test("the page closes with a code and a reason", async () => {
      const { page, socket } = await open();
      const serverClosed = once(socket, "close");
      const pageClosed = next(page, "close");
      page.close(3001, "tschüß");
      assert.equal(page.readyState, 2);
      const [code, reason] = await serverClosed;
      assert.deepEqual([code, String(reason)], [3001, "tschüß"]);
      const event = await pageClosed;
      assert.ok(event instanceof window.CloseEvent);
      assert.deepEqual([event.code, event.wasClean, page.readyState], [3001, true, 3]);
    });

    test("the server closes with a code and a reason", async () => {
      const { page, socket } = await open();
      const closed = next(page, "close");
      socket.close(4001, "zu spät");
      const { code, reason, wasClean } = await closed;
      assert.deepEqual([code, reason, wasClean], [4001, "zu spät", true]);
    });

    test("a cut connection closes with 1006, a message over maxPayload with 1009", async () => {
      const cut = await open();
      const cutClosed = next(cut.page, "close");
      cut.socket.terminate();
      assert.equal((await cutClosed).code, 1006);

      const greedy = await open();
      greedy.socket.on("error", () => {});
      const greedyClosed = next(greedy.page, "close");
      greedy.page.send("x".repeat((1 << 21) + 1));
      assert.equal((await greedyClosed).code, 1009);
    });

    test("a refused handshake is an error and then 1006", async () => {
      const refusing = new WebSocketServer({ port: 0, host: "127.0.0.1", verifyClient: () => false });
      await once(refusing, "listening");
      const page = new window.WebSocket(`ws://127.0.0.1:${refusing.address().port}`);
      const types: string[] = [];
      page.addEventListener("error", ({ type }) => types.push(type), { once: true });
      const { code, wasClean } = await next(page, "close");
      refusing.close();
      assert.deepEqual([types, code, wasClean], [["error"], 1006, false]);
    });

    test("a window that closes ends its connections", async () => {
      const { socket } = await open();
      const closed = once(socket, "close");
      window.close();
      const [code] = await closed;
      assert.equal(code, goingAway);
    });
  });
}
