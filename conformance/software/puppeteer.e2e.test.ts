/**
 * puppeteer-core drives Chromium over the client of the `ws` in question: commands, events and pictures of a page.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { after, before, describe, test } from "node:test";
import { type Chromium, noChromium, startChromium } from "./chromium.ts";
import { serveWebPage, type WebPage } from "./web-page.ts";
import { openWorkspace } from "./workspace.ts";

interface Page {
  goto(url: string): Promise<unknown>;
  on(event: "response", listener: (response: { url(): string; status(): number }) => void): void;
  evaluate(script: string): Promise<unknown>;
  exposeFunction(name: string, callback: (...args: never[]) => unknown): Promise<void>;
  waitForFunction(script: string): Promise<unknown>;
  screenshot(): Promise<Uint8Array>;
}

interface Browser {
  newPage(): Promise<Page>;
  pages(): Promise<Page[]>;
  version(): Promise<string>;
  disconnect(): Promise<void>;
  on(event: "disconnected", listener: () => void): void;
}

interface Puppeteer {
  readonly default: { connect(options: { browserWSEndpoint: string }): Promise<Browser> };
}

const PNG = "89504e47";
const workspace = await openWorkspace();
const { default: puppeteer } = await workspace.load<Puppeteer>("puppeteer-core");

test("puppeteer-core gets the ws in question", () => workspace.assertUses("puppeteer-core"));

describe("puppeteer-core", { skip: noChromium, timeout: 60_000 }, () => {
  let chromium: Chromium;
  let web: WebPage;
  let browser: Browser;

  before(async () => {
    [chromium, web] = await Promise.all([startChromium(), serveWebPage()]);
    browser = await puppeteer.connect({ browserWSEndpoint: chromium.endpoint });
  });
  after(async () => {
    await browser.disconnect();
    await chromium.close();
    web.close();
  });

  test("hears of the network, evaluates, and is called by the page", async () => {
    const page = await browser.newPage();
    const responses: string[] = [];
    page.on("response", (response) => responses.push(`${response.status()} ${new URL(response.url()).pathname}`));
    await page.goto(web.url);
    await page.waitForFunction("data.textContent === '42'");
    assert.deepEqual(responses.slice(0, 2), ["200 /", "200 /data.json"]);
    assert.equal(await page.evaluate("document.title + ' ' + data.textContent"), "Longwire 42");
    await page.exposeFunction("double", (text: string) => text + text);
    assert.equal(await page.evaluate("double('€')"), "€€");
  });

  test("carries a megabyte both ways, and a picture", async () => {
    const page = await browser.newPage();
    await page.goto(web.url);
    const text = "aé€😀".repeat(100_000);
    assert.equal(await page.evaluate(`${JSON.stringify(text)}.length`), text.length);
    assert.equal(await page.evaluate(`"aé€😀".repeat(100000)`), text);
    const picture = Buffer.from(await page.screenshot());
    assert.equal(picture.subarray(0, 4).toString("hex"), PNG);
    assert.ok(picture.length > 1_000);
  });

  test("a hundred commands at once are all answered", async () => {
    const page = await browser.newPage();
    const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => page.evaluate(`${n} * ${n}`)));
    assert.deepEqual(
      answers,
      Array.from({ length: 100 }, (_, n) => n * n),
    );
  });

  test("disconnects, connects again and finds its pages", async () => {
    const before = (await browser.pages()).length;
    await browser.disconnect();
    browser = await puppeteer.connect({ browserWSEndpoint: chromium.endpoint });
    assert.equal((await browser.pages()).length, before);
    assert.match(await browser.version(), /Chrom/);
  });

  test("hears that the browser has ended", async () => {
    const other = await startChromium();
    const witness = await puppeteer.connect({ browserWSEndpoint: other.endpoint });
    const gone = once(witness as never, "disconnected");
    await other.close();
    await gone;
  });
});
