/** `/metrics` as Prometheus reads it. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { until } from "@longwire/testkit";
import { connectTo, json, serveHere } from "../testing/serve-here.ts";

/** Values by name and labels. */
async function scrape(url: string): Promise<Map<string, number>> {
  const response = await fetch(`${url}/metrics`);
  assert.equal(response.status, 200);
  assert.match(response.headers.get("content-type") ?? "", /^text\/plain; version=0\.0\.4/);
  const lines = (await response.text()).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ")))]),
  );
}

test("metrics: tell what happened on the server, and of the process", async (t) => {
  // With a configuration: without one the playground publishes too.
  const config = {
    client: { insecure: true },
    http_api: { insecure: true },
    prometheus: { enabled: true },
    channel: { without_namespace: { history_size: 100, history_ttl: "10m", allow_subscribe_for_client: true } },
  };
  const { endpoint, url } = await serveHere(t, json(config));
  const socket = await connectTo(endpoint);
  socket.send('{"id":2,"subscribe":{"channel":"news"}}');
  await once(socket, "message");
  await fetch(`${url}/api/publish`, { method: "POST", body: '{"channel":"news","data":1}' });
  await once(socket, "message");
  socket.send('{"id":3,"subscribe":{"channel":"news"}}');
  await once(socket, "message");
  const values = await scrape(url);
  const expected = {
    longwire_connections: 1,
    longwire_users: 1,
    longwire_channels: 1,
    longwire_subscriptions: 1,
    longwire_outbox_bytes: 0,
    longwire_draining: 0,
    'longwire_connections_accepted_total{encoding="json"}': 1,
    'longwire_commands_total{method="subscribe",outcome="ok"}': 1,
    'longwire_commands_total{method="subscribe",outcome="error"}': 1,
    'longwire_commands_total{method="presence_stats",outcome="ok"}': 0,
    'longwire_errors_total{code="105"}': 1,
    'longwire_recoveries_total{outcome="recovered"}': 0,
    'longwire_slow_consumer_actions_total{action="conflate"}': 0,
    longwire_publications_in_total: 1,
    longwire_publications_out_total: 1,
    longwire_insufficient_states_total: 0,
    longwire_history_append_seconds_count: 1,
    longwire_broker_publish_seconds_count: 1,
  };
  for (const [name, value] of Object.entries(expected)) assert.equal(values.get(name), value, name);
  assert.ok((values.get("longwire_bytes_in_total") ?? 0) > 0);
  assert.ok((values.get("longwire_bytes_out_total") ?? 0) > 0);
  assert.ok(values.has("nodejs_eventloop_lag_p99_seconds"));
  assert.ok(values.has("process_resident_memory_bytes"));
  socket.close(4000);
  const ends = 'longwire_disconnects_total{by="client",code="application"}';
  await until("the end is counted", () => socket.readyState === 3);
  assert.equal((await scrape(url)).get(ends), 1);
});

/** Names and labels of the rows about the hub; those of the process depend on what the garbage collector does. */
async function hubRows(url: string): Promise<string[]> {
  return [...(await scrape(url)).keys()].filter((name) => name.startsWith("longwire_"));
}

test("metrics: have as many rows after a thousand channels and users as before", async (t) => {
  const { endpoint, url } = await serveHere(t);
  // Below the limits of one connection: 200 commands at once, 128 channels.
  const visit = async (visitor: number): Promise<void> => {
    const socket = await connectTo(endpoint);
    let replies = 0;
    socket.on("message", (data) => {
      replies += String(data).split("\n").length;
    });
    for (let i = 0; i < 50; i += 1) {
      const n = visitor * 50 + i;
      socket.send(
        `{"id":${2 * i + 2},"subscribe":{"channel":"room-${n}"}}\n{"id":${2 * i + 3},"rpc":{"method":"m${n}"}}`,
      );
    }
    await until("every command is answered", () => replies >= 100);
    socket.close(4000 + visitor, "a reason");
    await once(socket, "close");
  };
  await visit(0);
  const before = await hubRows(url);
  for (let visitor = 1; visitor < 20; visitor += 1) await visit(visitor);
  const after = await hubRows(url);
  assert.deepEqual(after, before);
});

test("metrics: are served where the configuration says so, and only for reading", async (t) => {
  const { url } = await serveHere(t, json({}));
  assert.equal((await fetch(`${url}/metrics`)).status, 404);
  const other = await serveHere(t, json({ prometheus: { enabled: true } }));
  assert.equal((await fetch(`${other.url}/metrics?x=1`)).status, 200);
  assert.equal((await fetch(`${other.url}/metrics`, { method: "POST" })).status, 404);
  assert.equal((await fetch(`${other.url}/metricsx`)).status, 404);
});
