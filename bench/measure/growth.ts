/**
 * How cost grows with the work: by connections, by size, and for a quiet connection beside a loud one.
 * Each point is the median of a few runs in fresh processes.
 */
import { median } from "../report/statistics.ts";
import { type LoadRequest, longwireBench, runLoad } from "./load-tool.ts";
import { listeningPort } from "./one-run.ts";
import { type PeerId, serverProgram } from "./peers.ts";
import { PinnedProcess } from "./pinned-process.ts";
import { LOAD_CORE, SERVER_CORE } from "./places.ts";

/** How long each run takes, and how many there are for each point. */
export interface GrowthPlan {
  readonly runs: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
}

/** By connections or by bytes. */
export interface Curve {
  readonly peer: PeerId;
  readonly points: readonly (readonly [x: number, perSecond: number])[];
}

/** A quiet connection's times while another sends without pause. */
export interface QuietResult {
  readonly peer: PeerId;
  readonly alone: { readonly p50Ms: number; readonly p99Ms: number };
  readonly besideLoud: { readonly p50Ms: number; readonly p99Ms: number };
  /** One-byte messages per second that the loud one gets back meanwhile. */
  readonly loudPerSecond: number;
}

const CONNECTIONS = [10, 100, 1000, 10_000];
const TOTAL_IN_FLIGHT = 1000;
const SIZES = Array.from({ length: 11 }, (_, index) => 16 * 4 ** index);
const SIZE_CONNECTIONS = 4;
const BYTES_UNDER_WAY = 4 * 1024 * 1024;
const MOST_IN_FLIGHT = 16;
const QUIET_RATE = 200;
const LOUD_IN_FLIGHT = 16_384;

type Shape = Pick<LoadRequest, "connections" | "sizeBytes" | "inFlight" | "more">;

async function withServer<Result>(peer: PeerId, use: (port: number) => Promise<Result>): Promise<Result> {
  const server = new PinnedProcess(serverProgram(peer, "echo"), SERVER_CORE);
  try {
    return await use(await listeningPort(server));
  } finally {
    await server.kill();
  }
}

async function echoRate(peer: PeerId, shape: Shape, plan: GrowthPlan): Promise<number> {
  const rates: number[] = [];
  for (let run = 0; run < plan.runs; run += 1) {
    const request = { load: "echo", ...shape, seconds: plan.seconds, warmUpSeconds: plan.warmUpSeconds } as const;
    const { perSecond } = await withServer(peer, (port) => runLoad({ ...request, port }));
    rates.push(perSecond);
  }
  return median(rates);
}

async function curve(
  peer: PeerId,
  xs: readonly number[],
  shape: (x: number) => Shape,
  plan: GrowthPlan,
): Promise<Curve> {
  const points: [number, number][] = [];
  for (const x of xs) points.push([x, await echoRate(peer, shape(x), plan)]);
  return { peer, points };
}

/** 32 bytes, 1,000 messages under way over all connections: with 10 connections 100 each, with 10,000 one on every tenth. */
export function byConnections(peer: PeerId, plan: GrowthPlan): Promise<Curve> {
  const shape = (connections: number): Shape => ({
    ...{ connections, sizeBytes: 32, inFlight: Math.max(1, TOTAL_IN_FLIGHT / connections) },
    ...(connections > TOTAL_IN_FLIGHT ? { more: ["--in-flight-total", String(TOTAL_IN_FLIGHT)] } : {}),
  });
  return curve(peer, CONNECTIONS, shape, plan);
}

/** 32 bytes, 10 messages under way at any time, one for a connection: only the number of connections changes. */
export function byConnectionsOneEach(peer: PeerId, plan: GrowthPlan): Promise<Curve> {
  const shape = (connections: number): Shape => ({
    ...{ connections, sizeBytes: 32, inFlight: 1, more: ["--in-flight-total", String(CONNECTIONS[0])] },
  });
  return curve(peer, CONNECTIONS, shape, plan);
}

/** 16 B to 16 MiB on four connections; up to 16 messages and about 4 MiB under way. */
export function bySize(peer: PeerId, plan: GrowthPlan): Promise<Curve> {
  const shape = (sizeBytes: number): Shape => {
    const fitting = Math.floor(BYTES_UNDER_WAY / SIZE_CONNECTIONS / sizeBytes);
    return { connections: SIZE_CONNECTIONS, sizeBytes, inFlight: Math.min(MOST_IN_FLIGHT, Math.max(1, fitting)) };
  };
  return curve(peer, SIZES, shape, plan);
}

/** Times 200 messages a second on a connection of its own, alone and beside one that sends one-byte messages at line rate. */
export function quietBesideLoud(peer: PeerId, plan: GrowthPlan): Promise<QuietResult> {
  return withServer(peer, async (port) => {
    const { seconds, warmUpSeconds } = plan;
    const quiet = { load: "echo", port, connections: 1, sizeBytes: 32, inFlight: 1, seconds, warmUpSeconds } as const;
    const measureQuiet = async (): Promise<QuietResult["alone"]> => {
      const { p50Ms, p99Ms } = await runLoad({ ...quiet, more: ["--rate", String(QUIET_RATE)] });
      return { p50Ms, p99Ms };
    };
    const alone = await measureQuiet();
    // Its warm-up lets it reach its rate before the quiet one is timed, and it ends after it.
    const loud = { ...quiet, sizeBytes: 1, inFlight: LOUD_IN_FLIGHT, seconds: seconds + 2 * warmUpSeconds + 1 };
    const flood = new PinnedProcess(longwireBench(loud), LOAD_CORE);
    const besideLoud = await measureQuiet();
    const { perSecond }: { perSecond: number } = JSON.parse(await flood.output());
    return { peer, alone, besideLoud, loudPerSecond: perSecond };
  });
}
