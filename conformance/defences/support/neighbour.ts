/**
 * A well-behaved client that sends an echo every few milliseconds while others attack, and says how long its answers took.
 */
import { once } from "node:events";
import { WebSocket } from "@longwire/websocket";
import { within } from "./within.ts";

/** Latencies of one neighbour, in milliseconds. */
export interface Latencies {
  readonly count: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly worstMs: number;
}

/**
 * How long a neighbour may wait where the class is not about waiting, and other tests run on the same machine: what a defence
 * that is missing makes of it is seconds.
 */
export const tolerableMs = 300;

const PAUSE_MS = 2;
/** An answer that takes this long will not come. */
const LOST_MS = 5000;

/** Watches while `attack` runs. @throws Error when an echo does not come back at all. */
export async function watchNeighbour(port: number, attack: () => Promise<void>): Promise<Latencies> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
  await once(socket, "open");
  const latencies: number[] = [];
  let isOver = false;
  const attacked = attack().finally(() => {
    isOver = true;
  });
  while (!isOver) {
    latencies.push(await echo(socket));
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  await attacked;
  socket.close();
  await socket.closed;
  latencies.sort((a, b) => a - b);
  const at = (share: number): number =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  return { count: latencies.length, p50Ms: at(0.5), p99Ms: at(0.99), worstMs: at(1) };
}

/**
 * Watches again, up to three times, until the neighbour's 99th percentile is below `limitMs`: the machine may be busy with
 * others once, a defence that is missing is missing every time. @returns the last.
 */
export async function watchUntilCalm(limitMs: number, watch: () => Promise<Latencies>): Promise<Latencies> {
  let latencies = await watch();
  for (let again = 0; again < 2 && latencies.p99Ms >= limitMs; again += 1) latencies = await watch();
  return latencies;
}

async function echo(socket: WebSocket): Promise<number> {
  const startedAt = performance.now();
  socket.send("ping");
  await within(LOST_MS, "an echo for the neighbour", once(socket, "message"));
  return performance.now() - startedAt;
}
