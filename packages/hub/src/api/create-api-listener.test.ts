/** The API behind Node's http server on loopback. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { createTestHub } from "@longwire/testkit";
import type { ApiOptions } from "./create-api.ts";
import { createApiListener } from "./create-api-listener.ts";

async function start(t: TestContext, options: ApiOptions = {}): Promise<string> {
  const { hub } = createTestHub({ channels: { plain: {} } });
  const server = createServer(createApiListener(hub, { key: "k", ...options }));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const headers = { "x-api-key": "k" };

test("a listener: answers on a connection that it keeps", async (t) => {
  const url = await start(t);
  for (let i = 0; i < 3; i += 1) {
    const response = await fetch(`${url}/api/publish`, {
      method: "POST",
      headers,
      body: '{"channel":"plain","data":"ü"}',
    });
    assert.deepEqual([response.status, await response.json()], [200, { result: {} }]);
  }
  const head = await fetch(`${url}/health`, { method: "HEAD" });
  assert.deepEqual([head.status, await head.text()], [200, ""]);
});

test("a listener: refuses a body over the limit before all of it is there", async (t) => {
  const url = await start(t, { maxBodyBytes: 1000 });
  const sending = request(`${url}/api/publish`, { method: "POST", headers });
  sending.on("error", () => undefined); // the server ends the connection
  sending.write("x".repeat(1001));
  const [response] = await once(sending, "response");
  assert.deepEqual([response.statusCode, response.headers.connection], [413, "close"]);
  sending.destroy();
});

test("a listener: outlives a client that goes away in the middle", async (t) => {
  const problems: unknown[] = [];
  const url = await start(t, { report: (problem) => problems.push(problem) });
  const sending = request(`${url}/api/publish`, { method: "POST", headers: { ...headers, "content-length": "100" } });
  sending.on("error", () => undefined);
  sending.write("{");
  await new Promise<void>((resolve) =>
    sending.on("socket", (socket) => socket.once("connect", () => setImmediate(resolve))),
  );
  sending.destroy();
  assert.equal((await fetch(`${url}/ready`)).status, 200);
  assert.deepEqual(problems, []);
});
