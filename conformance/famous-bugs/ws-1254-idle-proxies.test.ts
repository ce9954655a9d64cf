/**
 * Bug: websockets/ws#1254 "Websockets are timing out after idling", and #244, #2283, kubernetes/ingress-nginx#5539
 * Who: everybody behind nginx (60 s), a load balancer (60 s) or a router, once nobody speaks for a while.
 * Answer: the default Ping comes after at most 27.5 s of silence. `conformance/proxies` shows it with nginx and HAProxy.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { test } from "node:test";
import { WebSocket } from "@longwire/websocket";
import { serverLimits } from "@longwire/wire";
import { openServer } from "./open-server.ts";

/** A proxy that cuts what has been quiet for `idleMs`. */
async function startImpatientProxy(target: number, idleMs: number): Promise<{ port: number; close: () => void }> {
  const proxy = createServer((near) => {
    const far = connect(target, "127.0.0.1");
    for (const socket of [near, far]) {
      socket.on("error", () => undefined);
      socket.setTimeout(idleMs, () => {
        near.destroy();
        far.destroy();
      });
    }
    near.pipe(far).pipe(near);
  });
  await once(proxy.listen(0, "127.0.0.1"), "listening");
  return { port: (proxy.address() as AddressInfo).port, close: () => proxy.close() };
}

test("the default is below the shortest usual time-out, with its variation", () => {
  assert.ok(serverLimits.pingIntervalMs * 1.1 < 30_000);
});

for (const [pingIntervalMs, survives] of [
  [100, true],
  [0, false],
] as const) {
  test(`a quiet connection ${survives ? "lives" : "is cut"} with ${pingIntervalMs > 0 ? "a" : "no"} heartbeat`, async (t) => {
    const { port } = await openServer(t, { limits: { pingIntervalMs } });
    const proxy = await startImpatientProxy(port, 300);
    const client = new WebSocket(`ws://127.0.0.1:${proxy.port}/`, [], { limits: { pingIntervalMs: 0 } });
    await once(client, "open");
    // Seven intervals are more than twice the time after which it would be cut.
    if (survives) for (let pings = 0; pings < 7; pings += 1) await Promise.race([once(client, "ping"), client.closed]);
    else await client.closed;
    assert.equal(client.readyState === client.OPEN, survives);
    client.terminate();
    proxy.close();
  });
}
