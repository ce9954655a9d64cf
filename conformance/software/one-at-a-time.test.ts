import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { oneAtATime } from "./one-at-a-time.ts";

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "longwire-turns-"));
});
after(() => rm(folder, { recursive: true }));

test("what has the same file follows one another, also after a failure", async () => {
  const file = join(folder, "below", "lock");
  const log: string[] = [];
  const work = (name: string) => async (): Promise<string> => {
    log.push(`${name} begins`);
    await new Promise((resolve) => setImmediate(resolve));
    log.push(`${name} ends`);
    if (name === "a") throw new Error(name);
    return name;
  };
  const results = await Promise.allSettled(["a", "b"].map((name) => oneAtATime(file, work(name))));
  assert.deepEqual(results.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  const [first] = log[0]?.split(" ") ?? [];
  const second = first === "a" ? "b" : "a";
  assert.deepEqual(log, [`${first} begins`, `${first} ends`, `${second} begins`, `${second} ends`]);
  assert.ok(!existsSync(file));
});

test("the turn of a process that is gone is taken over", async () => {
  const file = join(folder, "abandoned");
  const { pid } = spawnSync(process.execPath, ["--version"]);
  await writeFile(file, String(pid));
  assert.equal(await oneAtATime(file, async () => "mine"), "mine");
});
