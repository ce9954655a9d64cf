/** `longwire serve` as its user meets it: what it prints, what it refuses, and how it ends. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { HandshakeError, WebSocket } from "@longwire/websocket";
import { runCommand } from "../run-command.ts";
import { MemoryIo } from "../testing/memory-io.ts";
import { connectTo, fileWith, json, serveHere } from "../testing/serve-here.ts";
import { runLongwire, spawnLongwire } from "../testing/spawn-longwire.ts";

test("serve: is ready within two seconds without configuration, as a process, and ends with 0 at SIGTERM", async (t) => {
  const began = performance.now();
  const command = spawnLongwire(t, ["serve", "--port", "0", "--data", "memory"]);
  const [, url = ""] = await command.waitFor(/^listening on (\S+)\n/m);
  assert.equal((await fetch(`${url}/ready`)).status, 200);
  const tookMs = performance.now() - began;
  assert.ok(tookMs < 2000, `${tookMs} ms`);
  command.process.kill("SIGTERM");
  const { code, stderr } = await command.ended;
  assert.equal(code, 0, stderr);
  assert.match(stderr, /without --config everybody on this machine may connect/);
});

test("serve: gives subscribers what is published through the API", async (t) => {
  const { endpoint, url } = await serveHere(t);
  const socket = await connectTo(endpoint);
  socket.send(JSON.stringify({ id: 2, subscribe: { channel: "news" } }));
  await once(socket, "message");
  const message = once(socket, "message");
  const response = await fetch(`${url}/api/publish`, { method: "POST", body: '{"channel":"news","data":{"n":1}}' });
  const { result } = (await response.json()) as { result: { offset: number } };
  assert.equal(result.offset, 1);
  const [data] = await message;
  const { push } = JSON.parse(String(data));
  assert.deepEqual([push.channel, push.pub.data, push.pub.offset], ["news", { n: 1 }, 1]);
});

test("serve: lets pages of this machine in without configuration, and no others", async (t) => {
  const { endpoint, url } = await serveHere(t);
  for (const origin of ["http://localhost:5173", "http://localhost"]) {
    const socket = new WebSocket(endpoint, [], { origin });
    await once(socket, "open");
    socket.terminate();
  }
  const socket = new WebSocket(endpoint, [], { origin: "https://evil.test" });
  const [error] = await once(socket, "error");
  assert.ok(error instanceof HandshakeError);
  const headers = { origin: "https://evil.test" };
  assert.equal((await fetch(`${url}/api/info`, { method: "POST", headers, body: "{}" })).status, 403);
});

test("serve --config: takes tokens, keys, paths and namespaces from it, and says what it does not offer", async (t) => {
  const { endpoint, url, io } = await serveHere(
    t,
    json({
      client: { token: { hmac_secret_key: "secret" } },
      http_api: { key: "canary-key" },
      websocket: { handler_prefix: "/ws" },
      channel: { namespaces: [{ name: "chat", history_size: 1, history_ttl: "1m" }] },
      sse: { enabled: true },
    }),
  );
  assert.match(endpoint, /\/ws$/);
  const socket = new WebSocket(endpoint);
  await once(socket, "open");
  socket.send('{"id":1,"connect":{}}');
  const [reply] = await once(socket, "message");
  assert.equal(JSON.parse(String(reply)).error.code, 101);
  const call = (key: string) =>
    fetch(`${url}/api/publish`, {
      method: "POST",
      headers: { "x-api-key": key },
      body: '{"channel":"chat:1","data":1}',
    });
  assert.equal((await call("wrong")).status, 401);
  assert.equal(((await (await call("canary-key")).json()) as { result: { offset: number } }).result.offset, 1);
  assert.match(io.stderrText, /sse: .*not offered/);
  assert.doesNotMatch(io.stderrText + io.stdoutText, /canary/);
});

test("serve --config: a module may bring channels, authentication and handlers", async (t) => {
  const content = `
    export default {
      channels: { "room:{id}": { subscribe: "allow" } },
      authenticate: (request, { data }) => ({ user: data?.value.name }),
      handlers: { connect: ({ identity }) => ({ data: { hello: identity.user } }) },
    };`;
  const { endpoint } = await serveHere(t, { name: "hub.config.ts", content });
  const socket = new WebSocket(endpoint);
  await once(socket, "open");
  socket.send('{"id":1,"connect":{"data":{"name":"ann"}}}');
  const [reply] = await once(socket, "message");
  assert.deepEqual(JSON.parse(String(reply)).connect.data, { hello: "ann" });
});

test("serve: drains: it is not ready, refuses with 503, closes everybody within the window, and ends with 0", async (t) => {
  const { endpoint, url, io, ended } = await serveHere(
    t,
    json({ client: { insecure: true }, http_api: { insecure: true }, shutdown: { timeout: "500ms" } }),
  );
  const sockets = await Promise.all(Array.from({ length: 20 }, () => connectTo(endpoint)));
  const closes: number[] = [];
  const began = performance.now();
  const ends = sockets.map((socket) =>
    once(socket, "close").then(([code]) => {
      closes.push(performance.now() - began);
      return code;
    }),
  );
  io.stop("SIGTERM");
  assert.equal((await fetch(`${url}/ready`)).status, 503);
  const late = new WebSocket(endpoint);
  const [error] = await once(late, "error");
  assert.ok(error instanceof HandshakeError);
  assert.equal(error.response?.status, 503);
  assert.ok(error.response.headers.some(([name]) => name.toLowerCase() === "retry-after"));
  assert.deepEqual(new Set(await Promise.all(ends)), new Set([3001]));
  assert.equal(await ended, 0);
  assert.ok(performance.now() - began < 2000);
  // Not all at once.
  assert.ok(Math.max(...closes) - Math.min(...closes) > 200, closes.join());
});

test("serve: a second signal does not wait", async (t) => {
  const { endpoint, io, ended } = await serveHere(
    t,
    json({ client: { insecure: true }, shutdown: { timeout: "60s" } }),
  );
  const sockets = [await connectTo(endpoint), await connectTo(endpoint)];
  const ends = sockets.map((socket) => once(socket, "close"));
  io.stop("SIGINT");
  io.stop("SIGINT");
  assert.equal(await ended, 0);
  await Promise.all(ends);
});

test("serve: says why it cannot", async (t) => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  t.after(() => taken.close());
  const { port } = taken.address() as AddressInfo;
  const bad = fileWith(t, { name: "bad.json", content: '{"client":{"tokn":{}}}' });
  const badHandlers = fileWith(t, { name: "bad.mjs", content: "export default { handlers: { connect: 1 } };" });
  const rows: readonly (readonly [args: readonly string[], code: number, message: RegExp])[] = [
    [["--data", ""], 2, /--data is empty/],
    [["--port", "70000"], 2, /--port must be a whole number/],
    [["--host", ""], 2, /--host is empty/],
    [["--host", "0.0.0.0"], 2, /needs --config/],
    [["extra"], 2, /unexpected argument/],
    [["--port", `${port}`], 1, /another program uses this port/],
    [["--config", bad], 1, /client\.tokn: there is no such option; did you mean "token"/],
    [["--config", badHandlers], 1, /handlers\.connect: must be a function/],
  ];
  for (const [args, code, message] of rows) {
    const io = new MemoryIo();
    assert.equal(await runCommand(["serve", "--data", "memory", ...args], io), code, io.stderrText);
    assert.match(io.stderrText, message);
    assert.equal(io.stdoutText, "");
  }
});

test("serve --help: is a page on stdout", async (t) => {
  const { code, stdout } = await runLongwire(t, ["serve", "--help"]);
  assert.equal(code, 0);
  assert.match(stdout.toString(), /longwire serve \[OPTIONS\]/);
});
