/**
 * One run of one row for one contender, in fresh processes: server on its core, load on the other.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { HubWork, ServerLoad, Work } from "../rows.ts";
import { type RunTimes, timesFor } from "./duration.ts";
import { type LoadRequest, longwireBench, runLoad, timeLimitMs } from "./load-tool.ts";
import { clientProgram, mirrorProgram, type PeerId, serverProgram, type TlsFiles } from "./peers.ts";
import { PinnedProcess, type Program } from "./pinned-process.ts";
import { LOAD_CORE, SERVER_CORE } from "./places.ts";

/** How long, and with what. */
export interface RunPlan extends RunTimes {
  readonly tls: TlsFiles;
}

/** One number, and what helps to judge it. */
export interface Sample {
  readonly value: number;
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  readonly p999Ms?: number;
  /** Of one core, by what puts the load on. */
  readonly loadCpu?: number;
  /** Of one core, by the server's main thread, over the whole run with warm-up: near 1, the server was the limit. */
  readonly serverCpu?: number;
  /** 99th percentile of what the server's event loop was delayed by. */
  readonly loopDelayP99Ms?: number;
  /** The most that the server held for one connection that did not take it. */
  readonly mostWaitingBytes?: number;
}

/** What idle connections are, besides open. */
type IdleKind = Pick<LoadRequest, "path" | "more"> & { readonly isDeflated?: boolean | undefined };

/** Before and after: idle connections are compared with a server that has compiled its code and served some. */
const WARMING_CONNECTIONS = 500;
const SETTLE_MS = 700;
/** For the messages of compressing connections, which follow when all are open, and of those that subscribe. */
const EXCHANGE_MS = 5000;
const SUBSCRIBE_MS = 2000;
const POLL_MS = 100;
const OPEN_TIMEOUT_MS = 60_000;

async function listeningPort(server: PinnedProcess): Promise<number> {
  return Number(await server.firstMatch(/^listening (\d+)$/m));
}

/** Runs a program on the server's core while `use` works. When the program ends meanwhile, its own words are what is told. */
export async function withServer<Result>(
  program: Program,
  use: (server: PinnedProcess, port: number) => Promise<Result>,
): Promise<Result> {
  const server = new PinnedProcess(program, SERVER_CORE);
  try {
    return await use(server, await listeningPort(server));
  } catch (error) {
    throw (await server.endedWith()) ?? error;
  } finally {
    await server.kill();
  }
}

function measureServer(peer: PeerId, work: ServerLoad, plan: RunPlan): Promise<Sample> {
  return withServer(
    serverProgram(peer, work.server, work.isTls ? plan.tls : undefined, work.isDeflated),
    async (server, port) => {
      const beganMs = performance.now();
      const cpuBefore = await server.cpuSeconds();
      const { perSecond, ...rest } = await runLoad({
        ...work,
        ...plan,
        port,
        ...(work.isDeflated ? { more: ["--deflate"] } : {}),
      });
      const serverCpu = ((await server.cpuSeconds()) - cpuBefore) / ((performance.now() - beganMs) / 1000);
      return { value: perSecond, ...rest, serverCpu };
    },
  );
}

/** Opens idle connections, and resolves when the server has them all. */
async function holdIdle(
  server: PinnedProcess,
  port: number,
  connections: number,
  { path, more = [], isDeflated }: IdleKind,
): Promise<PinnedProcess> {
  const before = await server.openFiles();
  const idle = {
    load: "idle",
    port,
    path,
    connections,
    sizeBytes: 0,
    inFlight: 1,
    seconds: 600,
    warmUpSeconds: 0,
  } as const;
  const options = isDeflated ? [...more, "--deflate"] : more;
  const holder = new PinnedProcess(longwireBench({ ...idle, more: options }), LOAD_CORE);
  const failed = holder.output(timeLimitMs(idle)).then(() => Promise.reject(new Error("the idle load ended early")));
  failed.catch(() => undefined);
  for (const startedMs = performance.now(); (await server.openFiles()) < before + connections; ) {
    if (performance.now() - startedMs > OPEN_TIMEOUT_MS) throw new Error(`${connections} connections did not open`);
    await Promise.race([delay(POLL_MS), failed]);
  }
  return holder;
}

async function settledBytes(server: PinnedProcess, exchangeMs: number): Promise<number> {
  await delay(exchangeMs);
  for (let i = 0; i < 2; i += 1) {
    await delay(SETTLE_MS);
    server.signal("SIGUSR2"); // garbage collection
  }
  await delay(SETTLE_MS);
  return server.residentBytes();
}

/** Resident memory of a server for each of `connections`. */
export async function measureIdle(program: Program, connections: number, kind: IdleKind): Promise<Sample> {
  const holders: PinnedProcess[] = [];
  try {
    const exchangeMs = kind.isDeflated ? EXCHANGE_MS : kind.more === undefined ? 0 : SUBSCRIBE_MS;
    return await withServer(program, async (server, port) => {
      holders.push(await holdIdle(server, port, WARMING_CONNECTIONS, kind));
      const before = await settledBytes(server, exchangeMs);
      holders.push(await holdIdle(server, port, connections, kind));
      return { value: ((await settledBytes(server, exchangeMs)) - before) / connections };
    });
  } finally {
    // After the server: the ports of its side are not needed again.
    await Promise.all(holders.map((holder) => holder.kill()));
  }
}

async function measureClient(peer: PeerId, work: Work & { type: "client" }, plan: RunPlan): Promise<Sample> {
  const mirror = new PinnedProcess(mirrorProgram(), LOAD_CORE);
  try {
    const url = `ws://127.0.0.1:${await listeningPort(mirror)}/`;
    const args = [work.connections, work.inFlight, plan.warmUpSeconds, plan.seconds].map(String);
    const client = new PinnedProcess(clientProgram(peer, url, args), SERVER_CORE);
    const { perSecond }: { perSecond: number } = JSON.parse(await client.output(timeLimitMs(plan)));
    return { value: perSecond };
  } finally {
    await mirror.kill();
  }
}

/** Measures once. Rejects when a program fails. */
export function measureOnce(peer: PeerId, work: Exclude<Work, HubWork>, wholePlan: RunPlan): Promise<Sample> {
  const plan = { ...wholePlan, ...timesFor(peer, wholePlan) };
  if (work.type === "server") return measureServer(peer, work, plan);
  if (work.type === "client") return measureClient(peer, work, plan);
  const { connections, isDeflated } = work;
  return measureIdle(serverProgram(peer, "echo", undefined, isDeflated), connections, { isDeflated });
}
