/**
 * Chromium in the interop suite: its WebSocket, in a page that our server serves, so that the Origin is the server's own.
 * Payloads are made and compared within the page.
 */
import { type Browser, chromium, type Page } from "playwright-core";
import type { Client, Session } from "./client.ts";
import { compare, makePayload } from "./payload.ts";

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // The certificate is made for the test.
  "--ignore-certificate-errors",
];

/** Runs within the page: the same interface as `Session`, for one connection. */
const PAGE_SCRIPT = `
  const makePayload = ${makePayload.toString()};
  const compare = ${compare.toString()};
  window.connect = (url, subprotocols) => {
    const socket = new WebSocket(url, subprotocols);
    socket.binaryType = "arraybuffer";
    const messages = [];
    let wake = () => {};
    let isClosed = false;
    socket.onmessage = ({ data }) => { messages.push(data); wake(); };
    window.ended = new Promise((resolve) => {
      socket.onclose = ({ code, reason, wasClean }) => { isClosed = true; wake(); resolve({ code, reason, wasClean }); };
    });
    const next = async () => {
      while (messages.length === 0) {
        if (isClosed) throw new Error("closed before a message");
        await new Promise((resolve) => { wake = resolve; });
      }
      return messages.shift();
    };
    window.exchange = async (send, expect) => {
      for (const payload of send) socket.send(makePayload(payload));
      const found = [];
      for (const payload of expect) {
        const difference = compare(makePayload(payload), await next());
        if (difference !== "") found.push(payload.type + " " + payload.length + ": " + difference);
      }
      return found;
    };
    window.ask = (text) => { socket.send(text); return next(); };
    window.close_ = (args) => { socket.close(...args); return window.ended; };
    return new Promise((resolve, reject) => {
      socket.onopen = () => resolve(socket.protocol);
      socket.onerror = () => reject(new Error("the browser could not connect"));
    });
  };
`;

/** Starts a browser. Its sessions follow one another: each replaces the last one in the page. */
export async function startChromium(executablePath: string): Promise<Client> {
  const browser: Browser = await chromium.launch({ executablePath, args: ARGUMENTS });
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  let origin = "";
  return {
    name: "Chromium",
    open: async (url, subprotocols = []) => {
      const home = new URL("/", url.replace(/^ws/, "http")).href;
      if (home !== origin) {
        await page.goto(home);
        await page.evaluate(PAGE_SCRIPT);
        origin = home;
      }
      const protocol: string = await page.evaluate(call("connect", url, subprotocols));
      return toSession(page, protocol);
    },
    end: () => browser.close(),
  };
}

function call(name: string, ...args: readonly unknown[]): string {
  return `window.${name}(${args.map((arg) => JSON.stringify(arg)).join(", ")})`;
}

function toSession(page: Page, protocol: string): Session {
  return {
    protocol,
    exchange: (send, expect) => page.evaluate(call("exchange", send, expect)),
    ask: (text) => page.evaluate(call("ask", text)),
    close: (...args) => page.evaluate(call("close_", args)),
    closed: () => page.evaluate("window.ended"),
  };
}
