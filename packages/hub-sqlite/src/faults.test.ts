/** What is wrong with a file, or goes wrong with it: an error that says what to do, and nothing else is harmed. */
import assert from "node:assert/strict";
import { copyFile, open, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { Payload } from "@longwire/hub";
import { SCHEMA_VERSION } from "./engine/schema.ts";
import { SqliteStoreError, type StoreFaultCode, storeFaults, toStoreError } from "./sqlite-store-error.ts";
import { openDirectly, type WriteOperation } from "./testing/direct-store.ts";
import { createStoreFolder, generous, type StoreFolder } from "./testing/temporary-store.ts";

const entry = (size: number) => ({ data: Payload.fromBytes(new Uint8Array(size)), time: 1 });

async function folderOf(t: TestContext): Promise<StoreFolder> {
  const folder = await createStoreFolder();
  t.after(() => folder.dispose());
  return folder;
}

function isFault(code: StoreFaultCode, detail = /./): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof SqliteStoreError, String(error));
    assert.equal(error.code, code, error.message);
    assert.ok(error.message.includes(storeFaults[code].remedy), error.message);
    assert.match(error.message, detail);
    return true;
  };
}

test("a full disk refuses what does not fit, shows nothing of it, and takes more when there is room", async (t) => {
  const folder = await folderOf(t);
  const store = await folder.open({ maxPages: 60 });
  let appended = 0;
  await assert.rejects(async () => {
    for (;;) {
      await store.append("a", entry(2000), generous);
      appended += 1;
    }
  }, isFault("full"));
  const { top, entries } = await store.read("a", { limit: 1000 }, generous);
  assert.deepEqual([top.offset, entries.length], [appended, appended]);
  await assert.rejects(store.append("a", entry(2000), generous), isFault("full"));
  await store.remove("a");
  await store.sweep();
  const after = await store.append("a", entry(2000), generous);
  assert.deepEqual(after, { outcome: "appended", position: { offset: appended + 1, epoch: top.epoch } });
});

test("a group that does not fit fails as a whole, and the next one counts on from before it", async (t) => {
  const folder = await folderOf(t);
  const store = openDirectly({ file: folder.file, maxPages: 40 });
  const append =
    (size: number): WriteOperation =>
    (writer, id) =>
      writer.append(id, 0, ["a", entry(size), generous, undefined]);
  const [first] = store.run(append(10));
  const outcomes = store.run(append(10), append(1_000_000), append(10));
  assert.deepEqual(
    outcomes.map(({ type }) => type),
    ["failed", "failed", "appended"],
  );
  const [read] = store.run((writer, id) => writer.read(id, 0, ["a", { limit: 10 }, generous]));
  assert.ok(first?.type === "appended" && read?.type === "read");
  assert.deepEqual([read.top, read.entries.map(({ offset }) => offset)], [{ ...first.position, offset: 2 }, [1, 2]]);
  store.close(0);
});

test("a disk that fails once is not written to again, and the next start is an unclean one", async (t) => {
  const folder = await folderOf(t);
  const store = openDirectly({ file: folder.file });
  const below = { ...generous, durability: "commit" } as const;
  const append: WriteOperation = (writer, id) => writer.append(id, 0, ["a", entry(1), below, undefined]);
  const [first] = store.run(append);
  store.failCommit(Object.assign(new Error("disk I/O error"), { errcode: 10 | (4 << 8) }));
  for (const [outcome] of [store.run(append), store.run(append)]) {
    assert.ok(outcome?.type === "failed");
    isFault("io")(outcome.error);
  }
  store.abandon();
  const again = openDirectly({ file: folder.file });
  const [read] = again.run((writer, id) => writer.read(id, 0, ["a", { limit: 10 }, below]));
  assert.ok(first?.type === "appended" && read?.type === "read");
  assert.equal(read.top.offset, 1);
  assert.notEqual(read.top.epoch, first.position.epoch);
  again.close(0);
});

test("files that are no stores, damaged or of a newer version are refused, and not changed", async (t) => {
  const folder = await folderOf(t);
  const store = await folder.open();
  await store.append("a", entry(2000), generous);
  await store.close();
  const rows: readonly (readonly [string, StoreFaultCode, () => Promise<void>])[] = [
    [
      "text",
      "foreign",
      () => writeFile(folder.file, "something else, and long enough to be a header of a file ".repeat(100)),
    ],
    [
      "another program's",
      "foreign",
      async () => {
        await rm(folder.file);
        const database = new DatabaseSync(folder.file);
        database.exec("CREATE TABLE other (a)");
        database.close();
      },
    ],
    [
      "newer",
      "newer-version",
      async () => {
        await rm(folder.file);
        openDirectly({ file: folder.file }).close(0);
        const database = new DatabaseSync(folder.file);
        database.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
        database.close();
      },
    ],
    [
      "damaged",
      "corrupt",
      async () => {
        await rm(folder.file);
        openDirectly({ file: folder.file }).close(0);
        const file = await open(folder.file, "r+");
        // The root of the schema's tree stands behind the header.
        await file.write(Buffer.alloc(3000, 0xff), 0, 3000, 100);
        await file.close();
      },
    ],
  ];
  for (const [name, code, make] of rows) {
    await make();
    const before = await readFile(folder.file);
    await assert.rejects(folder.open(), isFault(code), name);
    assert.deepEqual(await readFile(folder.file), before, name);
  }
});

test("a damaged page of one log is an error of that log", async (t) => {
  const folder = await folderOf(t);
  const store = await folder.open();
  for (let i = 0; i < 40; i += 1) await store.append("a", entry(3000), generous);
  await store.append("b", entry(10), generous);
  await store.close();
  const database = new DatabaseSync(folder.file, { readOnly: true });
  const page = database
    .prepare("SELECT pageno FROM dbstat WHERE name = 'entry' AND pagetype = 'leaf' LIMIT 1")
    .get()?.pageno;
  database.close();
  const file = await open(folder.file, "r+");
  await file.write(Buffer.alloc(4096, 0xee), 0, 4096, (Number(page) - 1) * 4096);
  await file.close();
  const again = await folder.open();
  // In one group: the write of another log is not harmed.
  const [broken, written] = await Promise.allSettled([
    again.read("a", { limit: 100 }, generous),
    again.append("b", entry(10), generous),
  ]);
  assert.ok(broken.status === "rejected" && written.status === "fulfilled");
  isFault("corrupt")(broken.reason);
  assert.equal((await again.read("b", { limit: 10 }, generous)).entries.length, 2);
});

test("a directory that cannot be written is said to be so", async (t) => {
  const folder = await folderOf(t);
  // Whoever runs as root may write anywhere, but not below a file.
  await writeFile(folder.file, "");
  await assert.rejects(folder.open({ file: join(folder.file, "below", "longwire.db") }), SqliteStoreError);
  assert.equal(toStoreError(Object.assign(new Error("no"), { code: "EROFS" })).code, "read-only");
  assert.equal(toStoreError(Object.assign(new Error("no"), { errcode: 8 | (1 << 8) })).code, "read-only");
  assert.equal(toStoreError(Object.assign(new Error("no"), { errcode: 10 })).code, "io");
});

test("a store of version 1 is brought to this version with all that it holds", async (t) => {
  const folder = await folderOf(t);
  await copyFile(fileURLToPath(new URL("./testing/fixtures/version-1.db", import.meta.url)), folder.file);
  const store = await folder.open();
  const { entries, top } = await store.read("kept", { limit: 10 }, generous);
  assert.deepEqual(
    entries.map(({ offset, data, key, tags }) => [offset, data.value, key, tags?.get("n")]),
    [1, 2, 3, 4, 5].map((i) => [i, `m${i}`, `k${i}`, `${i}`]),
  );
  const once = { key: "id5", payloadHash: "h5", windowMs: 1000 };
  assert.deepEqual(await store.append("kept", entry(1), generous, once), { outcome: "repeated", position: top });
  // The file knows a later time than the test's clock.
  await store.revocations().add({ user: "ann", before: Date.now() });
  assert.equal((await store.revocations().list()).length, 1);
});

test("a backup of a store in use holds what was acknowledged, and opens with new epochs", async (t) => {
  const folder = await folderOf(t);
  const store = await folder.open();
  const position = await store.append("a", entry(10), generous);
  const copy = join(folder.file, "..", "copy.db");
  await Promise.all([store.backUp(copy), store.append("a", entry(10), generous)]);
  const restored = await folder.open({ file: copy });
  const read = await restored.read("a", { limit: 10 }, generous);
  assert.ok(position.outcome === "appended" && read.entries.length >= 1);
  assert.notEqual(read.top.epoch, position.position.epoch);
  // Once is enough.
  await restored.close();
  const again = await folder.open({ file: copy });
  assert.equal((await again.read("a", { limit: 0 }, generous)).top.epoch, read.top.epoch);
});
