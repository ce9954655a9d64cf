/**
 * Chromium's WebSockets over HTTP/2: the page comes over HTTP/2, and its WebSockets use the same connection (RFC 8441).
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createSecureServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { it } from "node:test";
import { createSelfSigned } from "@longwire/testkit";
import { WebSocketServer } from "@longwire/websocket";
import { chromium } from "playwright-core";
import { chromiumFlags, chromiumPath, noChromium } from "../software/chromium.ts";

/** Runs within the page: twenty sockets at once, each with an echo, closed in order. */
const PAGE_SCRIPT = `
  (async () => {
    const url = location.href.replace("https:", "wss:");
    const talk = async (number) => {
      const socket = new WebSocket(url, ["chat"]);
      const closed = new Promise((resolve) => { socket.onclose = ({ code, wasClean }) => resolve([code, wasClean]); });
      await new Promise((resolve, reject) => { socket.onopen = resolve; socket.onerror = () => reject(new Error("no socket")); });
      const answer = new Promise((resolve) => { socket.onmessage = ({ data }) => resolve(data); });
      socket.send("number " + number);
      const text = await answer;
      socket.close(4000, "done");
      return [text, socket.protocol, ...(await closed)].join(" ");
    };
    const protocol = performance.getEntriesByType("navigation")[0].nextHopProtocol;
    return { protocol, answers: await Promise.all(Array.from({ length: 20 }, (_, i) => talk(i))) };
  })()
`;

it("Chromium opens many WebSockets on the HTTP/2 connection of its page", {
  skip: noChromium,
  timeout: 60_000,
}, async (t) => {
  const http = createSecureServer({ ...createSelfSigned(), allowHTTP1: true }, (_request, response) => {
    response.setHeader("content-type", "text/html");
    response.end("<!doctype html><title>h2</title>");
  });
  const server = new WebSocketServer({ server: http, http2: true, subprotocols: ["chat"] });
  const versions: string[] = [];
  server.on("connection", (socket, { httpVersion }) => {
    versions.push(httpVersion);
    socket.on("message", (data) => socket.send(data));
  });
  let sessions = 0;
  http.on("session", () => {
    sessions += 1;
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const browser = await chromium.launch({
    executablePath: chromiumPath ?? "chromium",
    args: [...chromiumFlags, "--ignore-certificate-errors"],
  });
  t.after(async () => {
    await browser.close();
    await server.close();
    http.close();
  });
  const page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
  await page.goto(`https://127.0.0.1:${(http.address() as AddressInfo).port}/`);
  const { protocol, answers } = (await page.evaluate(PAGE_SCRIPT)) as { protocol: string; answers: string[] };
  assert.equal(protocol, "h2");
  assert.deepEqual(
    answers,
    Array.from({ length: 20 }, (_, i) => `number ${i} chat 4000 true`),
  );
  assert.deepEqual([new Set(versions), versions.length, sessions], [new Set(["2.0"]), 20, 1]);
});
