/**
 * A process of publishers. Each awaits an answer before it publishes again: some over the HTTP API, which repeat what was not
 * answered with the same idempotency key, and some with the official SDK, which do not know then.
 */
import { SeededRandom } from "@longwire/testkit";
import type { Centrifuge } from "centrifuge";
import { createSdk } from "./create-sdk.ts";
import { HistoryWriter } from "./history-writer.ts";
import { obeyParent, type WorkerPlan } from "./worker-process.ts";

/** After that nobody repeats any more. */
const GIVE_UP_MS = 20_000;
const REQUEST_TIMEOUT_MS = 2_000;
/** Errors of the protocol after which it may have been published all the same: 100 is internal, below it is the SDK's own. */
const MAX_UNKNOWN_CODE = 100;

let writer: HistoryWriter | undefined;
let isStopping = false;
const working: Promise<void>[] = [];
const clients: Centrifuge[] = [];

/** A pause between two publications: load is a matter of time. */
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What a publisher does with one publication. */
type Publish = (id: string, channel: string) => Promise<void>;

async function callApi(port: number, id: string, channel: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}/api/publish`, {
    method: "POST",
    body: JSON.stringify({ channel, data: { id }, idempotency_key: id }),
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  });
}

interface ApiAnswer {
  readonly result?: { readonly epoch: string; readonly offset: number };
  readonly error?: { readonly code: number };
}

/** Repeats until there is an answer. */
function byApi(port: number): Publish {
  return async (id, channel) => {
    const giveUpAt = performance.now() + GIVE_UP_MS;
    while (performance.now() < giveUpAt) {
      try {
        const response = await callApi(port, id, channel);
        const { result, error } = (await response.json()) as ApiAnswer;
        if (result !== undefined) {
          writer?.happened({ type: "ack", id, epoch: result.epoch, offset: result.offset });
          return;
        }
        if (error !== undefined && error.code > MAX_UNKNOWN_CODE) {
          writer?.happened({ type: "refused", id });
          return;
        }
      } catch {
        // Without an answer: the same again.
      }
      await pause(50);
    }
  };
}

function bySdk(port: number, encoding: "json" | "protobuf"): Publish {
  const { client, encode } = createSdk(port, encoding);
  client.on("error", () => undefined);
  clients.push(client);
  client.connect();
  return async (id, channel) => {
    try {
      await client.publish(channel, encode({ id }));
      writer?.happened({ type: "ack", id });
    } catch (error) {
      const { code = 0 } = error as { readonly code?: number }; // of the SDK
      if (code > MAX_UNKNOWN_CODE) writer?.happened({ type: "refused", id });
      // Otherwise nobody knows, and the SDK's users cannot repeat it.
      else await pause(50);
    }
  };
}

async function work(name: string, publish: Publish, random: SeededRandom, plan: WorkerPlan): Promise<void> {
  const channels = plan.channels.flat();
  for (let n = 1; !isStopping; n += 1) {
    const id = `${name}-${n}`;
    const channel = random.pick(channels);
    writer?.happened({ type: "publish", id, channel, publisher: name });
    await publish(id, channel);
    await pause((2 * random.below(1000)) / plan.perSecond);
  }
}

async function begin(plan: WorkerPlan): Promise<void> {
  writer = new HistoryWriter(plan.file, BigInt(plan.origin));
  for (const [i, name] of plan.names.entries()) {
    const port = plan.ports[i % plan.ports.length] ?? 0;
    const publish = i % 2 === 0 ? byApi(port) : bySdk(port, i % 4 === 1 ? "json" : "protobuf");
    working.push(work(name, publish, new SeededRandom(plan.seed + i), plan));
  }
}

async function settle(): Promise<readonly string[]> {
  isStopping = true;
  await Promise.all(working);
  return [];
}

async function end(): Promise<void> {
  for (const client of clients) client.disconnect();
  await writer?.end();
}

obeyParent({ begin, settle, end });
