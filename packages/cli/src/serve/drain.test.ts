/** How a server goes at SIGTERM, as a process: what load balancers and clients see of it, and that it ends in time. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import { type TestContext, test } from "node:test";
import { encodeRawFrame, until } from "@longwire/testkit";
import { HandshakeError, WebSocket } from "@longwire/websocket";
import { connectTo, fileWith, json } from "../testing/serve-here.ts";
import { spawnLongwire } from "../testing/spawn-longwire.ts";

const windowMs = 2_000;

async function startServing(t: TestContext) {
  const config = json({
    client: { insecure: true, queue_max_size: 64 * 1024 * 1024 },
    http_api: { insecure: true },
    prometheus: { enabled: true },
    channel: { without_namespace: {} },
    shutdown: { timeout: `${windowMs}ms` },
  });
  const command = spawnLongwire(t, ["serve", "--port", "0", "--data", "memory", "--config", fileWith(t, config)]);
  const [, url = ""] = await command.waitFor(/^listening on (\S+)\n/m);
  return { command, url, endpoint: `${url.replace("http", "ws")}/connection/websocket` };
}

/** A client that connects, and then neither reads nor answers. */
async function stick(t: TestContext, url: string): Promise<void> {
  const socket = connectTcp(Number(new URL(url).port), "127.0.0.1");
  t.after(() => socket.destroy());
  socket.on("error", () => undefined);
  socket.write(
    "GET /connection/websocket HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n" +
      "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n\r\n",
  );
  await once(socket, "data");
  const maskingKey = Uint8Array.of(1, 2, 3, 4);
  socket.write(encodeRawFrame({ opcode: 1, payload: Buffer.from('{"id":1,"connect":{}}'), maskingKey }));
  await once(socket, "data");
  socket.pause();
}

test("drain: red, 503, shuffled closes, flushed queues, and an end within the window", async (t) => {
  const { command, url, endpoint } = await startServing(t);
  await stick(t, url);
  const sockets: WebSocket[] = [];
  for (let i = 0; i < 30; i += 1) sockets.push(await connectTo(endpoint));
  // One that reads slowly, with more on its way than the system's buffers hold.
  const slow = await connectTo(endpoint);
  let got = 0;
  slow.send('{"id":2,"subscribe":{"channel":"big"}}');
  await once(slow, "message");
  slow.on("message", (data) => {
    got += String(data).match(/"push"/g)?.length ?? 0;
  });
  slow.pause();
  const data = "x".repeat(400_000);
  for (let i = 0; i < 40; i += 1) {
    await fetch(`${url}/api/publish`, { method: "POST", body: JSON.stringify({ channel: "big", data }) });
  }
  const metrics = await (await fetch(`${url}/metrics`)).text();
  const [, waiting] = /^longwire_outbox_bytes (\d+)$/m.exec(metrics) ?? [];
  assert.ok(Number(waiting) > 100_000, `only ${waiting} bytes wait for the slow one`);

  const order: number[] = [];
  const times: number[] = [];
  const began = performance.now();
  const ends = sockets.map((socket, i) =>
    once(socket, "close").then(([code]) => {
      order.push(i);
      times.push(performance.now() - began);
      return code;
    }),
  );
  const slowEnd = once(slow, "close");
  command.process.kill("SIGTERM");
  let ready = 200;
  await until("readiness goes red", () => {
    fetch(`${url}/ready`).then(({ status }) => {
      ready = status;
    });
    return ready === 503;
  });
  assert.equal((await fetch(`${url}/health`)).status, 200);
  const [error] = await once(new WebSocket(endpoint), "error");
  assert.ok(error instanceof HandshakeError);
  const { status, headers = [] } = error.response ?? {};
  assert.equal(status, 503);
  const retryAfter = headers.find(([name]) => name.toLowerCase() === "retry-after")?.[1];
  assert.ok(Number(retryAfter) > 0, retryAfter);
  slow.resume();

  assert.deepEqual(new Set(await Promise.all(ends)), new Set([3001]));
  assert.equal((await slowEnd)[0], 3001);
  assert.equal(got, 40, "what waited for the slow one was not flushed");
  assert.notDeepEqual(
    order,
    sockets.map((_, i) => i),
    "they went in the order in which they came",
  );
  const spread = Math.max(...times) - Math.min(...times);
  assert.ok(spread > windowMs / 4, `all went within ${spread} ms`);
  assert.equal((await command.ended).code, 0);
  const tookMs = performance.now() - began;
  // The one that does not answer would hold a close handshake open for 5 s.
  assert.ok(tookMs < windowMs + 1_500, `${tookMs} ms`);
  t.diagnostic(`ended after ${Math.round(tookMs)} ms of a window of ${windowMs} ms`);
});

test("drain: with nobody connected it ends at once", async (t) => {
  const { command } = await startServing(t);
  const began = performance.now();
  command.process.kill("SIGTERM");
  assert.equal((await command.ended).code, 0);
  assert.ok(performance.now() - began < windowMs, "it waited for nobody");
});
