/**
 * @longwire/websocket/whatwg against Chromium and against Node's own WebSocket: the same scripts, the same server, the
 * logs of events compared line by line, microtasks included.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { RawServer } from "@longwire/testkit";
import { WebSocket } from "@longwire/websocket/whatwg";
import { type Browser, chromium, type Page } from "playwright-core";
import { findBrowser } from "../../tools/setup/system-programs.mjs";
import { listenForScenarios } from "./scenario-server.ts";
import { type ComparedClass, runScenario, type Scenario, type Script, scenarios } from "./scenarios.ts";

const executablePath = findBrowser();
const skip = executablePath === undefined ? "no Chromium on this machine: install it, or set CHROMIUM_PATH" : false;
const running: { server?: RawServer; browser?: Browser; page?: Page } = {};

/**
 * RFC 6455 §7.2.1 makes a connection that is lost while open a failed one, and the standard fires `error` for those.
 * Node and Firefox do; Chromium fires `close` only.
 */
const chromiumDiffers: ReadonlySet<string> = new Set([
  "the server drops the connection",
  "the server resets the connection",
]);

/** Node counts nothing that is sent after `close`, and delivers the failure of `close` within the call. */
const nodeDiffers: ReadonlySet<string> = new Set([
  "close right after send: all is sent before it",
  "the server does not answer the Close",
  "close() while connecting",
]);

before(async () => {
  running.server = await listenForScenarios();
  if (executablePath === undefined) return;
  running.browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  running.page = await running.browser.newPage();
  // A page of the same host, so that nothing keeps it from connecting there.
  await running.page.goto(server().url().replace("ws:", "http:"));
});

after(async () => {
  await running.browser?.close();
  await running.server?.close();
});

function server(): RawServer {
  assert.ok(running.server);
  return running.server;
}

const nothing: Script = () => {};

function run(socketClass: unknown, { path, protocols = [], script = nothing }: Scenario): Promise<string[]> {
  return runScenario(socketClass as ComparedClass, server().url(path), protocols, script);
}

async function runInChromium({ path, protocols = [], script = nothing }: Scenario): Promise<string[]> {
  assert.ok(running.page);
  const parameters = `WebSocket, ${JSON.stringify(server().url(path))}, ${JSON.stringify(protocols)}, ${String(script)}`;
  return running.page.evaluate<string[]>(`(${String(runScenario)})(${parameters})`);
}

/** Without what Node's own class does differently everywhere: one task for all messages of a packet, ErrorEvent for Event. */
function withoutTasks(log: string[]): string[] {
  return log.filter((line) => !line.startsWith("microtask")).map((line) => line.replace("ErrorEvent", "Event"));
}

for (const [name, scenario] of Object.entries(scenarios)) {
  test(`as Chromium: ${name}`, { skip }, async () => {
    const [ours, theirs] = [await run(WebSocket, scenario), await runInChromium(scenario)];
    const expected = chromiumDiffers.has(name)
      ? ours.filter((line) => line !== "error 3 Event" && line !== "microtask after error")
      : ours;
    assert.deepEqual(theirs, expected);
    assert.equal(ours.includes("error 3 Event") && !theirs.includes("error 3 Event"), chromiumDiffers.has(name));
  });
  if (!nodeDiffers.has(name)) {
    test(`as Node's own: ${name}`, async () => {
      const [ours, theirs] = [await run(WebSocket, scenario), await run(globalThis.WebSocket, scenario)];
      assert.deepEqual(withoutTasks(ours), withoutTasks(theirs));
    });
  }
}
