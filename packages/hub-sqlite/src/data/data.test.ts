/** Looking after a store's file from outside. */
import assert from "node:assert/strict";
import { statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { Payload } from "@longwire/hub";
import { createStoreFolder, generous } from "../testing/temporary-store.ts";
import { backUpData } from "./back-up-data.ts";
import { checkData } from "./check-data.ts";
import { compactData } from "./compact-data.ts";

const entry = { data: Payload.fromBytes(new Uint8Array(3000)), time: 1 };

test("a check of a store in use counts what is in it, and finds a missing entry", async (t) => {
  const folder = await createStoreFolder();
  t.after(() => folder.dispose());
  const store = await folder.open();
  for (let i = 0; i < 5; i += 1) await store.append("a", entry, generous);
  await store.read("b", { limit: 0 }, generous);
  const { fileBytes, ...found } = await checkData(folder.file);
  assert.deepEqual(found, { version: 2, logs: 2, entries: 5, wasClean: false, faults: [] });
  assert.ok(fileBytes > 0);
  await store.close();
  assert.equal((await checkData(folder.file)).wasClean, true);
  const database = new DatabaseSync(folder.file);
  database.exec("DELETE FROM entry WHERE offset = 3");
  database.close();
  assert.deepEqual((await checkData(folder.file)).faults, ['channel "a": 4 entries where offsets 1 to 5 should be']);
  await assert.rejects(checkData(join(folder.file, "none")), /there is no such file/);
});

test("compacting gives back what was removed, and is refused while the store is in use", async (t) => {
  const folder = await createStoreFolder();
  t.after(() => folder.dispose());
  const store = await folder.open();
  await Promise.all(Array.from({ length: 200 }, () => store.append("a", entry, generous)));
  await store.remove("a");
  await store.sweep();
  assert.throws(() => compactData(folder.file), /another process uses the data/);
  await store.close();
  const { bytesBefore, bytesAfter } = compactData(folder.file);
  assert.ok(bytesBefore > 600_000 && bytesAfter < 100_000, `${bytesBefore} ${bytesAfter}`);
  assert.equal(statSync(folder.file).size, bytesAfter);
  const again = await folder.open();
  assert.equal((await again.read("a", { limit: 1 }, generous)).top.offset, 200);
});

test("a backup from outside has what was committed", async (t) => {
  const folder = await createStoreFolder();
  t.after(() => folder.dispose());
  const store = await folder.open();
  await store.append("a", entry, generous);
  const copy = `${folder.file}-copy`;
  await backUpData(folder.file, copy);
  await store.append("a", entry, generous);
  assert.deepEqual([(await checkData(copy)).entries, (await checkData(folder.file)).entries], [1, 2]);
});
