/**
 * Processes that are killed while they publish, again and again on one file: what was acknowledged is there, once, where it
 * was said to be, in the same epoch.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Payload } from "@longwire/hub";
import { createStoreFolder, generous } from "./testing/temporary-store.ts";

const program = fileURLToPath(new URL("./testing/publisher-process.ts", import.meta.url));
const RUNS = 6;
const everything = { limit: 1_000_000 };
const kept = { maxEntries: 100_000, maxBytes: 10 ** 9, ttlMs: 0 };

interface Ack {
  readonly name: string;
  readonly offset: number;
  readonly epoch: string;
}

function start(file: string, run: number): ChildProcess {
  return spawn(
    process.execPath,
    ["--conditions=@longwire/source", "--disable-warning=ExperimentalWarning", program, file, `${run}`],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
}

/** Lets it publish and kills it at some acknowledgement. @returns what it was told, by channel. */
async function publishAndKill(t: TestContext, file: string, run: number): Promise<Readonly<Record<string, Ack[]>>> {
  const process = start(file, run);
  t.after(() => process.kill("SIGKILL"));
  const killAfter = 1 + Math.floor(Math.random() * 200);
  const acks: Record<string, Ack[]> = { synced: [], below: [] };
  let rest = "";
  let count = 0;
  process.stdout?.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const [word, channel = "", name = "", offset = "", epoch = ""] = line.split(" ");
      if (word !== "ack") continue;
      acks[channel]?.push({ name, offset: Number(offset), epoch });
      count += 1;
      if (count === killAfter) process.kill("SIGKILL");
    }
  });
  const [, signal] = await once(process, "close");
  assert.equal(signal, "SIGKILL");
  return acks;
}

test(`${RUNS} times killed: every acknowledged publication is there once, in its place and epoch`, async (t) => {
  const folder = await createStoreFolder();
  t.after(() => folder.dispose());
  const synced: Ack[] = [];
  const belowEpochs = new Set<string>();
  for (let run = 0; run < RUNS; run += 1) {
    const acks = await publishAndKill(t, folder.file, run);
    synced.push(...(acks.synced ?? []));
    for (const { epoch } of acks.below ?? []) belowEpochs.add(`${run} ${epoch}`);
    // What the process was told last of the channel below fsync is there as well: the machine did not end.
    const store = await folder.open();
    const below = await store.read("below", everything, { ...kept, durability: "commit" });
    const names = new Set(below.entries.map(({ data }) => data.value));
    for (const { name } of acks.below ?? []) assert.ok(names.has(name), name);
    assert.ok(!belowEpochs.has(`${run} ${below.top.epoch}`), "below fsync the epoch is another one");
    const last = synced.at(-1);
    if (last !== undefined) {
      const again = await store.append("synced", { data: Payload.fromValue(last.name), time: 1 }, kept, {
        key: last.name,
        payloadHash: last.name,
        windowMs: 3_600_000,
      });
      assert.deepEqual(again, { outcome: "repeated", position: { offset: last.offset, epoch: last.epoch } });
    }
    await store.close();
  }
  const store = await folder.open();
  const { entries, top } = await store.read("synced", everything, kept);
  const values = entries.map(({ data }) => data.value);
  assert.deepEqual(
    entries.map(({ offset }) => offset),
    Array.from({ length: top.offset }, (_, i) => i + 1),
  );
  assert.equal(new Set(values).size, values.length, "nothing twice");
  for (const { name, offset, epoch } of synced) {
    assert.equal(epoch, top.epoch);
    assert.equal(values[offset - 1], name);
  }
  assert.ok(synced.length > RUNS, `${synced.length} acknowledged`);
  t.diagnostic(`${synced.length} acknowledged at fsync, lost 0, doubled 0`);
});

test("a second process is refused with the first one's number, and comes in when the first one is killed", async (t) => {
  const folder = await createStoreFolder();
  t.after(() => folder.dispose());
  const first = start(folder.file, 0);
  t.after(() => first.kill("SIGKILL"));
  // It speaks when it has opened.
  if (first.stdout !== null) await once(first.stdout, "data");
  await assert.rejects(folder.open(), (error: Error & { code?: string }) => {
    assert.equal(error.code, "locked");
    assert.match(error.message, new RegExp(`process ${first.pid}\\b`));
    return true;
  });
  first.stdout?.resume();
  const ended = once(first, "close");
  first.kill("SIGKILL");
  await ended;
  const store = await folder.open();
  assert.ok((await store.read("synced", { limit: 1 }, generous)).top.offset >= 0);
});
