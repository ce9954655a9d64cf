/**
 * Power loss, on the real server and the real file: kill -9, and then what was written after the last fsync is taken out of
 * SQLite's log, as by a disk that had it only in its cache.
 */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { until } from "@longwire/testkit";
import { checkHistory } from "./check-history.ts";
import { createSdk } from "./create-sdk.ts";
import { declaredChannels, recoveryLimit } from "./declared-channels.ts";
import { HistoryWriter } from "./history-writer.ts";
import { readLog } from "./read-log.ts";
import { ServerProcess } from "./server-process.ts";

const kinds = ["memory", "commit", "fsync"] as const;
const COUNT = 10;

describe("power loss", { timeout: 60_000 }, () => {
  const directory = mkdtempSync(join(tmpdir(), "longwire-power-"));
  const server = new ServerProcess(join(directory, "data"), join(directory, "server.log"));
  const writer = new HistoryWriter(join(directory, "run.jsonl"), process.hrtime.bigint());
  /** What the client knows, by channel: how many entries it was handed, and what it was told when it came back. */
  const handed = new Map<string, number>();
  const toldBack = new Map<string, boolean>();

  async function publish(kind: string, n: number): Promise<void> {
    const [channel, id] = [`${kind}:0`, `${kind}-${n}`];
    writer.happened({ type: "publish", id, channel, publisher: "p" });
    const body = JSON.stringify({ channel, data: { id } });
    const response = await fetch(`http://127.0.0.1:${server.port}/api/publish`, { method: "POST", body });
    const { result } = (await response.json()) as { result: { epoch: string; offset: number } };
    writer.happened({ type: "ack", id, epoch: result.epoch, offset: result.offset });
  }

  /** Everybody gets it. */
  async function publishAll(of: readonly string[], from: number): Promise<void> {
    for (let n = from; n < from + COUNT; n += 1) for (const kind of of) await publish(kind, n);
    for (const kind of of) {
      const total = from + COUNT - 1;
      await until(`${kind} was handed over`, () => (handed.get(`${kind}:0`) ?? 0) >= total);
    }
  }

  function follow(sdk: ReturnType<typeof createSdk>, channel: string): Promise<void> {
    const subscription = sdk.client.newSubscription(channel);
    subscription.on("subscribed", ({ streamPosition, wasRecovering, recovered }) => {
      const { epoch = "", offset = 0 } = streamPosition ?? {};
      if (wasRecovering) toldBack.set(channel, recovered);
      writer.happened({ type: "subscribed", client: "c", channel, epoch, offset, wasRecovering, recovered });
    });
    subscription.on("publication", ({ offset = 0, data: { id } }) => {
      handed.set(channel, (handed.get(channel) ?? 0) + 1);
      writer.happened({ type: "delivered", client: "c", channel, offset, id });
    });
    subscription.subscribe();
    return subscription.ready(5000);
  }

  before(async () => {
    await server.start();
    const sdk = createSdk(server.port, "json");
    sdk.client.on("error", () => undefined);
    after(() => sdk.client.disconnect());
    sdk.client.connect();
    for (const kind of kinds) {
      const channel = `${kind}:0`;
      writer.write({ type: "channel", channel, ...declaredChannels[kind], maxRecovered: recoveryLimit });
      await follow(sdk, channel);
    }
    await publishAll(kinds, 1);
    // The last one of these had an fsync, and all that stands before it in the file has it too.
    const wal = join(directory, "data", "longwire.db-wal");
    const syncedBytes = statSync(wal).size;
    await publishAll(["memory", "commit"], COUNT + 1);
    await server.end("SIGKILL");
    assert.ok(statSync(wal).size > syncedBytes, "nothing was written without an fsync");
    truncateSync(wal, syncedBytes);
    writer.happened({ type: "fault", fault: "power" });
    await server.start();
    await until("the client is back in every channel", () => toldBack.size === kinds.length);
    await publishAll(["fsync"], COUNT + 1);
    for (const kind of kinds) {
      const channel = `${kind}:0`;
      const { entries, top } = await readLog(server.port, channel);
      for (const { offset, id } of entries) writer.write({ type: "entry", channel, epoch: top.epoch, offset, id });
      writer.write({ type: "top", channel, ...top });
    }
    await writer.end();
  });

  after(async () => {
    await server.end("SIGKILL");
    rmSync(directory, { recursive: true });
  });

  async function report(kind: string): Promise<string> {
    const { isRight, report } = await checkHistory(directory, `${kind}:`);
    assert.ok(isRight, report);
    return report;
  }

  it("power loss: memory loses its log, and subscribers are told", async () => {
    assert.match(await report("memory"), /and gone: 20$/m);
    assert.equal(toldBack.get("memory:0"), false);
  });

  it("power loss: commit loses what had no fsync, and subscribers are told", async () => {
    assert.match(await report("commit"), /and gone: 10$/m);
    assert.equal(toldBack.get("commit:0"), false);
  });

  it("power loss: fsync loses nothing, and subscribers recover", async () => {
    assert.doesNotMatch(await report("fsync"), /and gone/);
    assert.equal(toldBack.get("fsync:0"), true);
  });
});
