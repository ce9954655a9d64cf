/**
 * Durable publishes through a hub: publishers that each wait for their acknowledgement before they go on.
 */
import { createHub, type Hub, Payload } from "@longwire/hub";
import { SqliteHistoryStore } from "@longwire/hub-sqlite";

/** What a run gave. */
export interface PublishingResult {
  readonly perSecond: number;
  /** Milliseconds from the call to the acknowledgement. */
  readonly times: readonly number[];
}

const SIZE_BYTES = 256;

function hubOn(history: SqliteHistoryStore): Hub {
  const nobody = async () => ({ ok: false, error: "unauthorized" }) as const;
  return createHub({
    channels: { "c:{id}": { history: { durability: "fsync" } } },
    authenticator: { authenticate: nobody, refresh: nobody, subscription: nobody },
    history,
  });
}

/** Publishes for `durationMs` with `publishers`, spread over `channels`. */
export async function publishing(
  file: string,
  { publishers, channels, durationMs }: { publishers: number; channels: number; durationMs: number },
): Promise<PublishingResult> {
  const store = await SqliteHistoryStore.open({ file });
  const hub = hubOn(store);
  const data = Payload.fromValue("x".repeat(SIZE_BYTES - 2));
  const times: number[] = [];
  const publishOn = async (channel: string, end: number): Promise<void> => {
    for (let now = performance.now(); now < end; now = performance.now()) {
      await hub.publish(channel, data);
      times.push(performance.now() - now);
    }
  };
  const all = (durationOfRunMs: number): Promise<unknown> => {
    const end = performance.now() + durationOfRunMs;
    return Promise.all(Array.from({ length: publishers }, (_, i) => publishOn(`c:${i % channels}`, end)));
  };
  await all(500);
  times.length = 0;
  const began = performance.now();
  await all(durationMs);
  const perSecond = (times.length / (performance.now() - began)) * 1000;
  await hub.close();
  return { perSecond, times };
}
