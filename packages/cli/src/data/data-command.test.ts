/** `longwire serve --data` over the death of its process, and `longwire data` on what it leaves. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { runLongwire, spawnLongwire } from "../testing/spawn-longwire.ts";

function directoryOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "longwire-data-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "data");
}

// Without a configuration the playground publishes too.
const CONFIG = JSON.stringify({
  client: { insecure: true },
  http_api: { insecure: true },
  channel: { without_namespace: { history_size: 100, history_ttl: "10m", allow_recovery: true } },
});

async function serve(t: TestContext, data: string) {
  const config = `${data}.json`;
  writeFileSync(config, CONFIG);
  const command = spawnLongwire(t, ["serve", "--port", "0", "--data", data, "--config", config]);
  const [, url = ""] = await command.waitFor(/^listening on (\S+)\n/m);
  const call = async (method: string, body: object): Promise<Record<string, unknown>> => {
    const response = await fetch(`${url}/api/${method}`, { method: "POST", body: JSON.stringify(body) });
    return ((await response.json()) as { result: Record<string, unknown> }).result;
  };
  return { command, call };
}

test("serve --data: what was published is there after kill -9, in the same epoch, and a key is known", async (t) => {
  const data = directoryOf(t);
  const first = await serve(t, data);
  const publication = { channel: "news", data: { n: 1 }, idempotency_key: "k" };
  const published = await first.call("publish", publication);
  const second = await runLongwire(t, ["serve", "--port", "0", "--data", data]);
  assert.equal(second.code, 1);
  assert.match(second.stderr, /another process uses the data .*process \d+.*stop the other process/);
  first.command.process.kill("SIGKILL");
  await first.command.ended;
  const again = await serve(t, data);
  assert.deepEqual(await again.call("publish", publication), published);
  const history = await again.call("history", { channel: "news", limit: 10 });
  assert.deepEqual([history.offset, history.epoch], [published.offset, published.epoch]);
  assert.equal((history.publications as unknown[]).length, 1);

  const check = await runLongwire(t, ["data", "check", "--data", data]);
  assert.equal(check.code, 0, check.stderr);
  assert.match(check.stdout.toString(), /is whole: 1 channels, 1 entries, .*in use, or not closed in peace/);
  const backup = await runLongwire(t, ["data", "backup", `${data}-copy`, "--data", data]);
  assert.equal(backup.code, 0, backup.stderr);
  const busy = await runLongwire(t, ["data", "compact", "--data", data]);
  assert.equal(busy.code, 1);
  assert.match(busy.stderr, /stop the other process/);
  again.command.process.kill("SIGTERM");
  assert.equal((await again.command.ended).code, 0);
  const compact = await runLongwire(t, ["data", "compact", "--data", data]);
  assert.equal(compact.code, 0, compact.stderr);
  assert.match(compact.stdout.toString(), /bytes before, \d+ after/);
  const clean = await runLongwire(t, ["data", "check", "--data", data]);
  assert.match(clean.stdout.toString(), /closed in peace\n$/);
});

test("data: says what is missing", async (t) => {
  const rows: readonly (readonly [string[], number, RegExp])[] = [
    [["data"], 2, /say what to do: check, compact or backup/],
    [["data", "mend"], 2, /not "mend"/],
    [["data", "backup"], 2, /FILE is missing/],
    [["data", "check", "--data", directoryOf(t)], 1, /there is no such file/],
  ];
  for (const [args, code, message] of rows) {
    const ended = await runLongwire(t, args);
    assert.equal(ended.code, code, ended.stderr);
    assert.match(ended.stderr, message);
  }
});
