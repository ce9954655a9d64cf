/**
 * permessage-deflate with Chromium: a page of our server's opens a WebSocket, and both sides compress.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import { type PerMessageDeflateOptions, WebSocketServer } from "@longwire/websocket";
import { type Browser, chromium } from "playwright-core";
import { chromiumFlags, chromiumPath, noChromium } from "../software/chromium.ts";

/** Runs in the page: sends texts of these lengths and compares what comes back. */
const PAGE = `window.exchange = (lengths) => new Promise((resolve, reject) => {
  const socket = new WebSocket(location.href.replace("http", "ws"));
  const sent = lengths.map((length) => JSON.stringify({ text: "compress me, ".repeat(length) }).slice(0, length));
  const same = [];
  socket.onopen = () => sent.forEach((text) => socket.send(text));
  socket.onerror = () => reject(new Error("no connection"));
  socket.onmessage = ({ data }) => {
    same.push(data === sent[same.length]);
    if (same.length === sent.length) socket.close(1000);
  };
  socket.onclose = ({ code }) => resolve({ code, extensions: socket.extensions, same });
});`;

const agreements: readonly (readonly [terms: PerMessageDeflateOptions | true, extensions: string])[] = [
  [true, "permessage-deflate; server_no_context_takeover; client_no_context_takeover"],
  [{ serverNoContextTakeover: false, clientNoContextTakeover: false, threshold: 0 }, "permessage-deflate"],
  [
    { serverNoContextTakeover: false, clientNoContextTakeover: false, serverMaxWindowBits: 9, clientMaxWindowBits: 10 },
    "permessage-deflate; server_max_window_bits=9; client_max_window_bits=10",
  ],
];

describe("RFC 7692: Chromium", { skip: noChromium }, () => {
  let browser: Browser;
  before(async () => {
    browser = await chromium.launch({ executablePath: chromiumPath ?? "", args: [...chromiumFlags] });
  });
  after(() => browser.close());
  for (const [terms, extensions] of agreements) {
    test(JSON.stringify(terms), async () => {
      const http = createServer((_request, response) => response.end("<!doctype html><title>page</title>"));
      const server = new WebSocketServer({ server: http, perMessageDeflate: terms });
      const compressed: boolean[] = [];
      server.on("connection", (socket) => {
        socket.on("message", (data) => socket.send(data as string));
        compressed.push(socket.extensions.startsWith("permessage-deflate"));
      });
      http.listen(0, "127.0.0.1");
      await once(http, "listening");
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${(http.address() as AddressInfo).port}/`);
      await page.evaluate(PAGE);
      const lengths = [0, 1, 1023, 1024, 5000, 70_000, 900_000];
      const result = await page.evaluate(`window.exchange(${JSON.stringify(lengths)})`);
      assert.deepEqual(result, { code: 1000, extensions, same: lengths.map(() => true) });
      assert.deepEqual(compressed, [true]);
      await page.close();
      await server.close();
      http.close();
    });
  }
});
