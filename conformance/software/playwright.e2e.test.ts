/**
 * playwright-core drives Chromium over the `ws` in question, in both roles: its own server and client, and DevTools.
 * It carries a copy of `ws` in its bundle, which no override reaches: the copy is replaced before Playwright takes it from there.
 */
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type Chromium, chromiumFlags, chromiumPath, noChromium, startChromium } from "./chromium.ts";
import { serveWebPage, type WebPage } from "./web-page.ts";
import { openWorkspace } from "./workspace.ts";

type Constructor = new (...args: never[]) => object;

interface Page {
  goto(url: string): Promise<unknown>;
  on(event: "response", listener: (response: { url(): string; status(): number }) => void): void;
  evaluate(script: string): Promise<unknown>;
  exposeFunction(name: string, callback: (...args: never[]) => unknown): Promise<void>;
  route(
    url: string,
    handler: (route: { fulfill(answer: { json: object }): Promise<void> }) => Promise<void>,
  ): Promise<void>;
  waitForFunction(script: string): Promise<unknown>;
  screenshot(): Promise<Buffer>;
  title(): Promise<string>;
}

interface Browser {
  newPage(): Promise<Page>;
  version(): string;
  isConnected(): boolean;
  on(event: "disconnected", listener: () => void): void;
  close(): Promise<void>;
}

interface BrowserServer {
  wsEndpoint(): string;
  close(): Promise<void>;
}

interface Playwright {
  readonly chromium: {
    launchServer(options: object): Promise<BrowserServer>;
    connect(endpoint: string): Promise<Browser>;
    connectOverCDP(endpoint: string): Promise<Browser>;
  };
}

const PNG = "89504e47";
const workspace = await openWorkspace();

/** Puts the `ws` in question where the bundle keeps its own. Gives back how often each role was constructed. */
async function replaceBundledWs(): Promise<{ clients: number; servers: number }> {
  const made = { clients: 0, servers: 0 };
  const { WebSocket, WebSocketServer } =
    await workspace.load<Record<"WebSocket" | "WebSocketServer", Constructor>>("ws");
  const CountedSocket = class extends WebSocket {
    constructor(...args: never[]) {
      super(...args);
      // The server makes its own sockets of another class.
      made.clients += 1;
    }
  };
  const CountedServer = class extends WebSocketServer {
    constructor(...args: never[]) {
      super(...args);
      made.servers += 1;
    }
  };
  const require = createRequire(join(workspace.folder, "load.mjs"));
  const bundled = require.resolve("playwright-core/lib/utilsBundle");
  const exports: object = require(bundled);
  assert.ok("ws" in exports && "wsServer" in exports, "the bundle keeps ws elsewhere");
  const cached = require.cache[bundled] ?? assert.fail("the bundle is not loaded");
  cached.exports = Object.create(exports, { ws: { value: CountedSocket }, wsServer: { value: CountedServer } });
  return made;
}

describe("playwright-core", { skip: noChromium, timeout: 60_000 }, () => {
  let made: { clients: number; servers: number };
  let playwright: Playwright;
  let web: WebPage;

  before(async () => {
    made = await replaceBundledWs();
    playwright = await workspace.load<Playwright>("playwright-core");
    web = await serveWebPage();
  });
  after(() => web.close());

  /** What a person does with a browser, over whatever connection. */
  const useBrowser = async (browser: Browser): Promise<void> => {
    const page = await browser.newPage();
    const responses: string[] = [];
    page.on("response", (response) => responses.push(`${response.status()} ${new URL(response.url()).pathname}`));
    await page.goto(web.url);
    await page.waitForFunction("data.textContent === '42'");
    assert.deepEqual(responses.slice(0, 2), ["200 /", "200 /data.json"]);
    assert.equal(await page.title(), "Longwire");

    const text = "aé€😀".repeat(100_000);
    assert.equal(await page.evaluate(`${JSON.stringify(text)}.length`), text.length);
    assert.equal(await page.evaluate(`"aé€😀".repeat(100000)`), text);
    await page.exposeFunction("double", (word: string) => word + word);
    assert.equal(await page.evaluate("double('€')"), "€€");
    await page.route("**/data.json", (route) => route.fulfill({ json: { answer: 43 } }));
    assert.deepEqual(await page.evaluate("fetch('/data.json').then((answer) => answer.json())"), { answer: 43 });
    const picture = await page.screenshot();
    assert.equal(picture.subarray(0, 4).toString("hex"), PNG);
    const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => page.evaluate(`${n} * ${n}`)));
    assert.deepEqual(
      answers,
      Array.from({ length: 50 }, (_, n) => n * n),
    );
  };

  test("uses a browser through its own server and client", async () => {
    const server = await playwright.chromium.launchServer({ executablePath: chromiumPath, args: [...chromiumFlags] });
    const browser = await playwright.chromium.connect(server.wsEndpoint());
    assert.deepEqual(made, { clients: 1, servers: 1 });
    await useBrowser(browser);
    const gone = new Promise<void>((resolve) => browser.on("disconnected", resolve));
    await server.close();
    await gone;
    assert.equal(browser.isConnected(), false);
  });

  describe("over DevTools", () => {
    let chromium: Chromium;
    before(async () => {
      chromium = await startChromium();
    });
    after(() => chromium.close());

    test("uses a browser that was there before", async () => {
      const { clients } = made;
      const browser = await playwright.chromium.connectOverCDP(chromium.endpoint);
      assert.equal(made.clients, clients + 1);
      await useBrowser(browser);
      await browser.close();
    });
  });
});
