/**
 * Headless Chromium for the browser tests, and pages in it that remember what went wrong on their consoles.
 */

import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

// What the browser itself logs when a server is down; the tests that kill one expect it.
const EXPECTED = /WebSocket connection to .* failed|ERR_CONNECTION_(REFUSED|RESET)/;

/** Starts the system's Chromium with a fresh profile; `CHROMIUM_PATH` names another one. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env.CHROMIUM_PATH || "/usr/bin/chromium", args: FLAGS });
}

/** Opens pages of separate people, and keeps their console errors. */
export class People {
  readonly #browser: Browser;
  /** Every error and warning on any console, and every uncaught exception. */
  readonly complaints: string[] = [];

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** A page of a new person, with its own storage. English and 1280 × 800 unless told otherwise. */
  async visit(url: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({
      locale: "en-US",
      viewport: { width: 1280, height: 800 },
      ...options,
    });
    context.on("page", (page) => this.#listen(page));
    return this.another(await context.newPage(), url);
  }

  /** Leads a page of somebody who has one already to an address. */
  async another(page: Page, url: string): Promise<Page> {
    page.setDefaultTimeout(15_000);
    await page.goto(url);
    return page;
  }

  #listen(page: Page): void {
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("console", (message) => {
      const isBad = message.type() === "error" || message.type() === "warning";
      if (isBad && !EXPECTED.test(message.text())) this.complaints.push(message.text());
    });
  }
}
