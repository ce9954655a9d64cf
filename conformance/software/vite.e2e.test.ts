/**
 * Vite's hot module replacement over the server of the `ws` in question, to a page in Chromium and to a client of our own.
 * Vite carries a copy of `ws` in its bundle, which no override reaches: its one use is replaced while the bundle is loaded.
 */
import assert from "node:assert/strict";
import { type EventEmitter, once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { Server } from "node:http";
import { registerHooks } from "node:module";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type Chromium, noChromium, startChromium } from "./chromium.ts";
import { openWorkspace } from "./workspace.ts";

interface Socket extends EventEmitter {
  readonly protocol: string;
  send(text: string): void;
  close(): void;
}

interface WsPackage {
  readonly WebSocket: new (url: string, protocol: string, options?: object) => Socket;
}

interface HotClient {
  send(event: string, data: unknown): void;
}

interface ViteServer {
  readonly httpServer: Server;
  readonly ws: {
    on(event: string, listener: (data: unknown, client: HotClient) => void): void;
    send(event: string, data: unknown): void;
  };
  listen(): Promise<unknown>;
  close(): Promise<void>;
}

interface Page {
  goto(url: string): Promise<unknown>;
  evaluate(script: string): Promise<unknown>;
  waitForFunction(script: string): Promise<unknown>;
}

interface Browser {
  newPage(): Promise<Page>;
  disconnect(): Promise<void>;
}

interface Puppeteer {
  readonly default: { connect(options: { browserWSEndpoint: string }): Promise<Browser> };
}

interface HotMessage {
  readonly type: string;
  readonly event?: string;
  readonly data?: unknown;
  readonly updates?: readonly { readonly path: string }[];
}

const BUNDLED = "new WebSocketServerRaw(";

const pages = {
  "index.html": `<!doctype html><p id="text"></p><script type="module" src="/main.js"></script>`,
  "main.js": `import { message } from "./message.js";
window.made = Math.random();
text.textContent = message;
import.meta.hot.accept("./message.js", (next) => { text.textContent = next.message; });
import.meta.hot.on("test:news", (data) => { text.textContent = data; });
window.ask = (data) => new Promise((resolve) => {
  import.meta.hot.on("test:answer", resolve);
  import.meta.hot.send("test:ask", data);
});`,
  "message.js": `export const message = "first";`,
};

const workspace = await openWorkspace();
const { WebSocket } = await workspace.load<WsPackage>("ws");

/** Loads Vite with the `ws` in question in its bundle. @throws AssertionError when the bundle is not as it was */
async function loadVite(): Promise<{ createServer(options: object): Promise<ViteServer> }> {
  let replaced = 0;
  const hooks = registerHooks({
    load: (url, context, next) => {
      const loaded = next(url, context);
      if (!url.includes("/node_modules/vite/dist/")) return loaded;
      const [head = "", ...rest] = String(loaded.source).split(BUNDLED);
      if (rest.length === 0) return loaded;
      replaced += rest.length;
      const source = `import { WebSocketServer as ReplacedServer } from "ws";\n${[head, ...rest].join("new ReplacedServer(")}`;
      return { ...loaded, source };
    },
  });
  const vite = await workspace.load<{ createServer(options: object): Promise<ViteServer> }>("vite");
  hooks.deregister();
  assert.equal(replaced, 1, "Vite makes its server elsewhere");
  return vite;
}

/** The next message that `matches`. */
async function heard(socket: Socket, matches: (message: HotMessage) => boolean): Promise<HotMessage> {
  for (;;) {
    const [data] = await once(socket, "message");
    const message: HotMessage = JSON.parse(String(data));
    if (matches(message)) return message;
  }
}

describe("Vite", { timeout: 60_000 }, () => {
  let root: string;
  let vite: ViteServer;
  let origin: string;

  const edit = (name: string, text: string): Promise<void> => writeFile(join(root, name), text);

  before(async () => {
    workspace.assertUses();
    root = await mkdtemp(join(tmpdir(), "longwire-vite-"));
    for (const [name, text] of Object.entries(pages)) await edit(name, text);
    const { createServer } = await loadVite();
    const server = { host: "127.0.0.1", port: 0 };
    vite = await createServer({ root, server, configFile: false, logLevel: "error", appType: "mpa" });
    vite.ws.on("test:ask", (data, client) => client.send("test:answer", `${data}?`));
    await vite.listen();
    origin = `http://127.0.0.1:${(vite.httpServer.address() as AddressInfo).port}`;
  });
  after(async () => {
    await vite.close();
    await rm(root, { recursive: true, force: true });
  });

  test("a client of ours hears of an edit, and talks with the server", async () => {
    // Vite tells only of what someone has asked for.
    for (const path of ["/main.js", "/message.js"]) assert.equal((await fetch(origin + path)).status, 200);
    const socket = new WebSocket(origin.replace("http:", "ws:"), "vite-hmr");
    await heard(socket, ({ type }) => type === "connected");
    assert.equal(socket.protocol, "vite-hmr");

    const update = heard(socket, ({ type }) => type === "update");
    await edit("message.js", `export const message = "to our client";`);
    assert.deepEqual(
      (await update).updates?.map(({ path }) => path),
      ["/main.js"],
    );

    const answer = heard(socket, ({ event }) => event === "test:answer");
    socket.send(JSON.stringify({ type: "custom", event: "test:ask", data: "who" }));
    assert.equal((await answer).data, "who?");
    const reload = heard(socket, ({ type }) => type === "full-reload");
    await edit("index.html", `${pages["index.html"]}<!-- edited -->`);
    await reload;
    const closed = once(socket, "close");
    socket.close();
    await closed;
  });

  test("a client from another site is refused", async () => {
    const headers = { origin: "http://elsewhere.example" };
    const [error] = await once(new WebSocket(origin.replace("http:", "ws:"), "vite-hmr", { headers }), "error");
    assert.match(error.message, /400/);
  });

  describe("with a page in Chromium", { skip: noChromium }, () => {
    let chromium: Chromium;
    let browser: Browser;
    let page: Page;

    before(async () => {
      chromium = await startChromium();
      const { default: puppeteer } = await workspace.load<Puppeteer>("puppeteer-core");
      browser = await puppeteer.connect({ browserWSEndpoint: chromium.endpoint });
      page = await browser.newPage();
      await page.goto(`${origin}/`);
      await page.waitForFunction("window.ask");
      // An edit before the page is connected would not reach it.
      await page.evaluate("ask('ready')");
    });
    after(async () => {
      await browser.disconnect();
      await chromium.close();
    });

    test("an edited module is replaced, and the page goes on", async () => {
      const made = await page.evaluate("window.made");
      // Once: Vite's watcher drops a second change within 50 ms.
      await edit("message.js", `export const message = "Grüße 😀";`);
      await page.waitForFunction(`text.textContent === "Grüße 😀"`);
      assert.equal(await page.evaluate("window.made"), made);
    });

    test("page and server send each other events", async () => {
      assert.equal(await page.evaluate("ask('why')"), "why?");
      vite.ws.send("test:news", "x".repeat(200_000));
      await page.waitForFunction("text.textContent.length === 200000");
    });

    test("an edited page is loaded anew", async () => {
      const made = await page.evaluate("window.made");
      await edit("index.html", pages["index.html"].replace("<p", "<h1>New</h1><p"));
      await page.waitForFunction(`document.querySelector("h1") && window.made && window.made !== ${made}`);
    });
  });
});
