import assert from "node:assert/strict";
import { test } from "node:test";
import { Machine } from "./machine.ts";
import { Traffic } from "./traffic.ts";

test("reads what the process really has, and the counters rise", () => {
  const traffic = new Traffic();
  traffic.connections = 3;
  const machine = new Machine(traffic);
  try {
    const first = machine.read();
    assert.equal(first.connections, 3);
    assert.ok(first.rssBytes > first.heapBytes && first.heapBytes > 1024 * 1024);
    assert.ok(first.systemTotalMs >= first.systemBusyMs && first.systemBusyMs > 0);
    for (let n = 0, end = process.cpuUsage().user + 20_000; process.cpuUsage().user < end; n++) Math.sqrt(n);
    const second = machine.read();
    assert.ok(second.processCpuUs - first.processCpuUs >= 20_000);
    assert.ok(second.uptimeMs > first.uptimeMs);
  } finally {
    machine.close();
  }
});
