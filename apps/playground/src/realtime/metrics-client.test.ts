import assert from "node:assert/strict";
import { test } from "node:test";
import { metrics, type Sample } from "../../protocol/metrics.ts";
import { longestWaitMs } from "./backoff.ts";
import { heartbeatIntervalMs } from "./connection.ts";
import { FakeSockets } from "./fake-sockets.ts";
import { ManualClock } from "./manual-clock.ts";
import { MetricsClient } from "./metrics-client.ts";

const sample = (at: number): Sample => ({
  ...(Object.fromEntries(metrics.map((name) => [name, at])) as unknown as Sample),
  at,
});

test("history and samples fill the buffer, also over a cut, and silence is questioned", () => {
  const clock = new ManualClock();
  const sockets = new FakeSockets();
  const client = new MetricsClient({ url: "ws://test/metrics", openSocket: sockets.open, clock, random: () => 0 });
  let changes = 0;
  client.subscribe(() => changes++);
  const tell = (event: object): void => sockets.last.listener.received(JSON.stringify(event));

  sockets.last.listener.opened();
  tell({ type: "history", samples: [sample(100), sample(200)] });
  tell({ type: "sample", sample: sample(300) });
  tell({ type: "sample", sample: {} });
  tell({ type: "pong" });
  assert.equal(changes, 3);
  assert.equal(client.snapshot().last?.at, 300);

  sockets.last.listener.closed();
  assert.equal(client.snapshot().connection.type, "reconnecting");
  clock.advance(longestWaitMs);
  sockets.last.listener.opened();
  tell({ type: "history", samples: [sample(200), sample(300), sample(400)] });
  assert.deepEqual(
    client.window(400, 1000).map(({ at }) => at),
    [100, 200, 300, 400],
  );

  clock.advance(heartbeatIntervalMs);
  assert.deepEqual(sockets.taken(), [{ type: "ping" }]);
  client.close();
  assert.equal(clock.pending, 0);
});
