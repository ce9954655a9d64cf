/**
 * How cost grows with the work: by connections, by size, and for a quiet connection beside a loud one.
 * Each point is the median of a few short runs in fresh processes.
 */
import type { Failures } from "../report/judge.ts";
import type { Progress } from "../report/progress.ts";
import { median } from "../report/statistics.ts";
import { shortNumber } from "../report/table.ts";
import type { RunTimes } from "./duration.ts";
import { type LoadRequest, longwireBench, runLoad, timeLimitMs } from "./load-tool.ts";
import { withServer } from "./one-run.ts";
import { type PeerId, peerNames, serverProgram } from "./peers.ts";
import { PinnedProcess } from "./pinned-process.ts";
import { LOAD_CORE } from "./places.ts";
import { reasonOf } from "./row-runs.ts";

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

/** Everything that was measured about growth. */
export interface Growth {
  readonly connections: readonly Curve[];
  readonly connectionsOneEach: readonly Curve[];
  readonly sizes: readonly Curve[];
  readonly quiet: readonly QuietResult[];
  /** Who could not be measured to the end, and why. */
  readonly failures: Failures;
}

const GROWTH_PEERS: readonly PeerId[] = ["longwire", "uws", "ws"];
const CONNECTIONS = [10, 100, 1000, 10_000];
const TOTAL_IN_FLIGHT = 1000;
const SIZES = Array.from({ length: 11 }, (_, index) => 16 * 4 ** index);
const SIZE_CONNECTIONS = 4;
const BYTES_UNDER_WAY = 4 * 1024 * 1024;
const MOST_IN_FLIGHT = 16;
const QUIET_RATE = 200;
/** A server that serves the loud one first may keep the quiet one's messages for seconds: late is not lost. */
const QUIET_PATIENCE_SECONDS = 20;
const LOUD_IN_FLIGHT = 16_384;
/** A point is a part of a curve, so it takes a part of a row's time. */
const POINT_SHARE = 0.35;
const POINT_WARM_UP_SHARE = 0.7;
/** A percentile of 200 messages a second takes time. */
const QUIET_SHARE = 1.5;
/** Processes that start and end, connections that open. */
const AROUND_SECONDS = 0.8;
const AROUND_QUIET_SECONDS = 4;

/** Only Longwire's curves have bars. */
function runsOf(peer: PeerId): number {
  return peer === "longwire" ? 3 : 2;
}

interface Measuring {
  readonly plan: RunTimes;
  readonly progress: Progress;
}

type Shape = Pick<LoadRequest, "connections" | "sizeBytes" | "inFlight" | "more">;

function pointTimes({ seconds, warmUpSeconds }: RunTimes): RunTimes {
  return { seconds: seconds * POINT_SHARE, warmUpSeconds: warmUpSeconds * POINT_WARM_UP_SHARE };
}

function expectedPointSeconds(peer: PeerId, plan: RunTimes): number {
  const { seconds, warmUpSeconds } = pointTimes(plan);
  return runsOf(peer) * (AROUND_SECONDS + warmUpSeconds + seconds);
}

function expectedQuietSeconds({ seconds, warmUpSeconds }: RunTimes): number {
  return AROUND_QUIET_SECONDS + 3 * warmUpSeconds + 2 * seconds * QUIET_SHARE;
}

async function echoRate(peer: PeerId, shape: Shape, plan: RunTimes): Promise<number> {
  const rates: number[] = [];
  for (let run = 0; run < runsOf(peer); run += 1) {
    const request = { load: "echo", ...shape, ...pointTimes(plan) } as const;
    const { perSecond } = await withServer(serverProgram(peer, "echo"), (_, port) => runLoad({ ...request, port }));
    rates.push(perSecond);
  }
  return median(rates);
}

async function curve(
  peer: PeerId,
  xs: readonly number[],
  shape: (x: number) => Shape,
  { plan, progress }: Measuring,
): Promise<Curve> {
  const points: [number, number][] = [];
  for (const x of xs) {
    const rate = await echoRate(peer, shape(x), plan);
    points.push([x, rate]);
    progress.done(
      expectedPointSeconds(peer, plan),
      `growth, ${peerNames[peer]}, ${x}: ${shortNumber(rate)} messages/s`,
    );
  }
  return { peer, points };
}

/** 32 bytes, 1,000 messages under way over all connections: with 10 connections 100 each, with 10,000 one on every tenth. */
function byConnections(peer: PeerId, measuring: Measuring): Promise<Curve> {
  const shape = (connections: number): Shape => ({
    ...{ connections, sizeBytes: 32, inFlight: Math.max(1, TOTAL_IN_FLIGHT / connections) },
    ...(connections > TOTAL_IN_FLIGHT ? { more: ["--in-flight-total", String(TOTAL_IN_FLIGHT)] } : {}),
  });
  return curve(peer, CONNECTIONS, shape, measuring);
}

/** 32 bytes, 10 messages under way at any time, one for a connection: only the number of connections changes. */
function byConnectionsOneEach(peer: PeerId, measuring: Measuring): Promise<Curve> {
  const shape = (connections: number): Shape => ({
    ...{ connections, sizeBytes: 32, inFlight: 1, more: ["--in-flight-total", String(CONNECTIONS[0])] },
  });
  return curve(peer, CONNECTIONS, shape, measuring);
}

/** 16 B to 16 MiB on four connections; up to 16 messages and about 4 MiB under way. */
function bySize(peer: PeerId, measuring: Measuring): Promise<Curve> {
  const shape = (sizeBytes: number): Shape => {
    const fitting = Math.floor(BYTES_UNDER_WAY / SIZE_CONNECTIONS / sizeBytes);
    return { connections: SIZE_CONNECTIONS, sizeBytes, inFlight: Math.min(MOST_IN_FLIGHT, Math.max(1, fitting)) };
  };
  return curve(peer, SIZES, shape, measuring);
}

/** Times 200 messages a second on a connection of its own, alone and beside one that sends one-byte messages at line rate. */
function quietBesideLoud(peer: PeerId, { plan, progress }: Measuring): Promise<QuietResult> {
  return withServer(serverProgram(peer, "echo"), async (_, port) => {
    const { warmUpSeconds } = plan;
    const seconds = plan.seconds * QUIET_SHARE;
    const quiet = { load: "echo", port, connections: 1, sizeBytes: 32, inFlight: 1, seconds, warmUpSeconds } as const;
    const quietOptions = ["--rate", String(QUIET_RATE), "--patience", String(QUIET_PATIENCE_SECONDS)];
    const measureQuiet = async (): Promise<QuietResult["alone"]> => {
      const { p50Ms, p99Ms } = await runLoad({ ...quiet, more: quietOptions });
      return { p50Ms, p99Ms };
    };
    const alone = await measureQuiet();
    // Its warm-up lets it reach its rate before the quiet one is timed, and it ends after it.
    const loud = { ...quiet, sizeBytes: 1, inFlight: LOUD_IN_FLIGHT, seconds: seconds + 2 * warmUpSeconds + 1 };
    const flood = new PinnedProcess(longwireBench(loud), LOAD_CORE);
    const besideLoud = await measureQuiet();
    const { perSecond }: { perSecond: number } = JSON.parse(await flood.output(timeLimitMs(loud)));
    progress.done(expectedQuietSeconds(plan), `quiet beside loud, ${peerNames[peer]}: p99 ${besideLoud.p99Ms} ms`);
    return { peer, alone, besideLoud, loudPerSecond: perSecond };
  });
}

function growthPeers(peers: readonly PeerId[]): readonly PeerId[] {
  return GROWTH_PEERS.filter((peer) => peers.includes(peer));
}

/** Seconds that `measureGrowth` takes. */
export function expectedGrowthSeconds(peers: readonly PeerId[], plan: RunTimes): number {
  const points = 2 * CONNECTIONS.length + SIZES.length;
  return growthPeers(peers)
    .map((peer) => points * expectedPointSeconds(peer, plan) + expectedQuietSeconds(plan))
    .reduce((sum, seconds) => sum + seconds, 0);
}

/** Measures all curves. A contender that fails has no curve from there on. */
export async function measureGrowth(peers: readonly PeerId[], plan: RunTimes, progress: Progress): Promise<Growth> {
  const failures: Failures = {};
  const each = async <Result>(
    measure: (peer: PeerId, measuring: Measuring) => Promise<Result>,
  ): Promise<readonly Result[]> => {
    const results: Result[] = [];
    for (const peer of growthPeers(peers).filter((one) => failures[one] === undefined)) {
      try {
        results.push(await measure(peer, { plan, progress }));
      } catch (error) {
        failures[peer] = reasonOf(error);
        progress.done(0, `growth, ${peerNames[peer]} failed: ${failures[peer]}`);
      }
    }
    return results;
  };
  return {
    connections: await each(byConnections),
    connectionsOneEach: await each(byConnectionsOneEach),
    sizes: await each(bySize),
    quiet: await each(quietBesideLoud),
    failures,
  };
}
