/**
 * Puts load on a server with `longwire bench`, or with a compiled `wsload` where LONGWIRE_BENCH_WSLOAD names one,
 * and gives the same answer for both. The second exists to check the first: two tools, one number.
 */
import { join } from "node:path";
import { PinnedProcess, type Program } from "./pinned-process.ts";
import { LOAD_CORE, NODE, ROOT } from "./places.ts";

/** What to do to which port. */
export interface LoadRequest {
  readonly load: "echo" | "fanout" | "connect" | "idle";
  readonly port: number;
  /** Of the URL; default "/". */
  readonly path?: string | undefined;
  readonly connections: number;
  readonly sizeBytes: number;
  readonly inFlight: number;
  readonly isTls?: boolean;
  readonly seconds: number;
  readonly warmUpSeconds: number;
  /** Options that only `longwire bench` has. */
  readonly more?: readonly string[];
}

/** What came of it. */
export interface LoadAnswer {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly p999Ms: number;
  /** Of one core, by the load generator; 0 when it does not tell. */
  readonly loadCpu: number;
}

/** To start, to open connections, and to wait for what is late. */
const MORE_TIME_MS = 60_000;

const LONGWIRE = join(ROOT, "packages/cli/bin/longwire.js");

/** The compiled load generator that is to be used, if any. */
export function wsloadPath(): string | undefined {
  return process.env.LONGWIRE_BENCH_WSLOAD || undefined;
}

/** When a run that should take so long is given up, in milliseconds. */
export function timeLimitMs({ seconds, warmUpSeconds }: Pick<LoadRequest, "seconds" | "warmUpSeconds">): number {
  return (seconds + warmUpSeconds) * 1000 + MORE_TIME_MS;
}

/** The command line of `longwire bench` for `request`. */
export function longwireBench(request: LoadRequest): Program {
  const {
    load,
    port,
    connections,
    sizeBytes,
    inFlight,
    isTls = false,
    seconds,
    warmUpSeconds,
    more = [],
    path = "/",
  } = request;
  const hasMessages = load === "echo" || load === "fanout";
  const hasOwnFlow = more.some((option) => /^--(rate|in-flight)/.test(option));
  const about = hasMessages ? ["--size", String(sizeBytes)] : [];
  const depth = hasMessages && !hasOwnFlow ? ["--in-flight", String(inFlight)] : [];
  const url = `${isTls ? "wss" : "ws"}://127.0.0.1:${port}${path}`;
  const times = ["--seconds", seconds.toFixed(3), "--warm-up", warmUpSeconds.toFixed(3)];
  const args = [load, url, "--connections", String(connections), ...about, ...depth, ...times, ...more, "--json"];
  return { command: NODE, args: [LONGWIRE, "bench", ...args, ...(isTls ? ["--insecure"] : [])] };
}

function wsload(path: string, request: LoadRequest, seconds: number): Program {
  const { load, port, connections, sizeBytes, inFlight } = request;
  const where = ["127.0.0.1", String(port), "/", String(connections)];
  if (load === "connect") return { command: path, args: ["handshake", ...where, String(seconds)] };
  return { command: path, args: [load, ...where, String(sizeBytes), String(inFlight), String(seconds)] };
}

async function runWsload(path: string, request: LoadRequest): Promise<LoadAnswer> {
  const run = async (seconds: number): Promise<Readonly<Record<string, number>>> =>
    JSON.parse(await new PinnedProcess(wsload(path, request, seconds), LOAD_CORE).output(timeLimitMs(request)));
  if (request.warmUpSeconds > 0) await run(request.warmUpSeconds); // it has no warm-up of its own
  const { msgs_per_s, per_s, p50_us = 0, p99_us = 0, client_cpu = 0 } = await run(request.seconds);
  return {
    perSecond: msgs_per_s ?? per_s ?? 0,
    p50Ms: p50_us / 1000,
    p99Ms: p99_us / 1000,
    p999Ms: 0,
    loadCpu: client_cpu,
  };
}

/** Runs the load to its end. Rejects when the server or the generator failed. */
export async function runLoad(request: LoadRequest): Promise<LoadAnswer> {
  const path = wsloadPath();
  if (path !== undefined && request.isTls !== true && request.more === undefined) return runWsload(path, request);
  const output = await new PinnedProcess(longwireBench(request), LOAD_CORE).output(timeLimitMs(request));
  const { perSecond, p50Ms, p99Ms, p999Ms, ownCpu } = JSON.parse(output);
  return { perSecond, p50Ms, p99Ms, p999Ms, loadCpu: ownCpu };
}
