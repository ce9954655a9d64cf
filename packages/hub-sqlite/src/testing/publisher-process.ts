/**
 * A process that publishes until it is killed. What it was told and shown goes to stdout, a line each: with `sync` writes,
 * so that nothing of it is lost with the process.
 */
import { writeSync } from "node:fs";
import { Payload, type Retention } from "@longwire/hub";
import { SqliteHistoryStore } from "../sqlite-history-store.ts";

const [, , file = "", run = "0"] = process.argv;
const PUBLISHERS = 8;
const store = await SqliteHistoryStore.open({ file });
const kept: Retention = { maxEntries: 100_000, maxBytes: 10 ** 9, ttlMs: 0 };

const asleep = new Int32Array(new SharedArrayBuffer(4));

function say(...words: readonly (string | number)[]): void {
  let rest = Buffer.from(`${words.join(" ")}\n`);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      if (!(error instanceof Error) || !("code" in error) || error.code !== "EAGAIN") throw error;
      // Whoever reads is busy: a pipe of Node's parent does not wait by itself.
      Atomics.wait(asleep, 0, 0, 1);
    }
  }
}

async function publish(channel: string, retention: Retention, name: string): Promise<void> {
  const once = { key: name, payloadHash: name, windowMs: 3_600_000 };
  const result = await store.append(channel, { data: Payload.fromValue(name), time: 1 }, retention, once);
  if (result.outcome === "key-reused") throw new Error(name);
  say("ack", channel, name, result.position.offset, result.position.epoch);
}

async function publishOn(publisher: number): Promise<never> {
  for (let i = 0; ; i += 1) {
    const name = `${run}-${publisher}-${i}`;
    await publish("synced", kept, name);
    if (i % 4 === 0) await publish("below", { ...kept, durability: "commit" }, name);
  }
}

say("ready");
await Promise.all(Array.from({ length: PUBLISHERS }, (_, i) => publishOn(i)));
