/**
 * A process of clients: each is subscribed to one channel of every kind, and every event is written down as the application
 * gets it.
 */
import { SeededRandom } from "@longwire/testkit";
import type { Centrifuge } from "centrifuge";
import { createSdk } from "./create-sdk.ts";
import { HistoryWriter } from "./history-writer.ts";
import { obeyParent, type Tops, type WorkerPlan } from "./worker-process.ts";

/** Where a client is in a channel. */
interface Standing {
  readonly client: string;
  readonly channel: string;
  epoch: string;
  offset: number;
}

let writer: HistoryWriter | undefined;
const standings: Standing[] = [];
const clients: Centrifuge[] = [];
/** Told whenever a client gets on. */
let onMoved: () => void = () => undefined;

function follow(name: string, channel: string, sdk: ReturnType<typeof createSdk>): Promise<void> {
  const standing: Standing = { client: name, channel, epoch: "", offset: 0 };
  standings.push(standing);
  const subscription = sdk.client.newSubscription(channel);
  subscription.on("subscribed", ({ streamPosition, wasRecovering, recovered }) => {
    const { epoch = "", offset = 0 } = streamPosition ?? {};
    standing.epoch = epoch;
    standing.offset = offset;
    writer?.happened({ type: "subscribed", client: name, channel, epoch, offset, wasRecovering, recovered });
    onMoved();
  });
  subscription.on("publication", ({ offset = 0, data }) => {
    standing.offset = offset;
    const { id } = sdk.decode(data) as { readonly id: string };
    writer?.happened({ type: "delivered", client: name, channel, offset, id });
    onMoved();
  });
  subscription.on("error", () => undefined);
  const subscribed = new Promise<void>((resolve) => subscription.once("subscribed", () => resolve()));
  subscription.subscribe();
  return subscribed;
}

async function begin({ file, origin, ports, seed, channels, names }: WorkerPlan): Promise<void> {
  writer = new HistoryWriter(file, BigInt(origin));
  const random = new SeededRandom(seed);
  const subscribed: Promise<void>[] = [];
  for (const [i, name] of names.entries()) {
    const sdk = createSdk(ports[i % ports.length] ?? 0, i % 3 === 0 ? "protobuf" : "json");
    sdk.client.on("error", () => undefined);
    clients.push(sdk.client);
    for (const kind of channels) subscribed.push(follow(name, random.pick(kind), sdk));
    sdk.client.connect();
  }
  await Promise.all(subscribed);
}

function behind(tops: Tops): Standing[] {
  return standings.filter(({ channel, epoch, offset }) => {
    const top = tops[channel];
    return top !== undefined && (top.epoch !== epoch || top.offset > offset);
  });
}

async function settle(tops: Tops, limitMs: number): Promise<readonly string[]> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, limitMs);
    onMoved = () => {
      if (behind(tops).length > 0) return;
      clearTimeout(timer);
      resolve();
    };
    onMoved();
  });
  return behind(tops).map(
    ({ client, channel, epoch, offset }) => `${client} in ${channel} is at ${offset} of ${epoch}`,
  );
}

async function end(): Promise<void> {
  for (const client of clients) client.disconnect();
  await writer?.end();
}

obeyParent({ begin, settle, end });
