/**
 * One run of a row about a hub, for one contender: which server, which load in its own protocol, and what is asked of the
 * server afterwards.
 */
import type { HubWork } from "../rows.ts";
import { SLOW_FILLING_SECONDS, SLOW_SECONDS_FACTOR } from "./duration.ts";
import { type LoadRequest, runLoad } from "./load-tool.ts";
import { measureIdle, type RunPlan, type Sample, withServer } from "./one-run.ts";
import { hubProgram, type PeerId } from "./peers.ts";
import type { PinnedProcess } from "./pinned-process.ts";

/** Reads this much a second. */
const SLOW_BYTES_PER_SECOND = 1000;
/** A subscriber beside whom others may be slow is in a channel that keeps only the newest of each key for them. */
const CONFLATED_CHANNEL = "latest";

/** How the load speaks to a contender. */
function dialectOf(peer: PeerId): Pick<LoadRequest, "path" | "more"> {
  if (peer === "broadcast") return {};
  const isSocketIo = peer === "socket-io" || peer === "socket-io-recovery";
  const name = isSocketIo ? "socket.io" : "centrifuge";
  return { ...(isSocketIo ? { path: "/socket.io/?EIO=4&transport=websocket" } : {}), more: ["--hub", name] };
}

/** What a server says about the time since this was last asked. */
interface ServerReport {
  /** Its event loop was delayed by. */
  readonly p99Ms: number;
  /** Of Longwire's hub: the most that waited for one connection. */
  readonly mostWaitingBytes?: number;
}

async function report(server: PinnedProcess): Promise<ServerReport> {
  const told = server.nextMatch(/^report (\{.*\})$/m);
  server.signal("SIGHUP");
  return JSON.parse(await told);
}

type WorkOf<Type extends HubWork["type"]> = Extract<HubWork, { readonly type: Type }>;

/** A server that runs, and how to load it. */
interface Running {
  readonly server: PinnedProcess;
  readonly port: number;
  readonly dialect: ReturnType<typeof dialectOf>;
  readonly plan: RunPlan;
}

async function fanOut({ port, dialect, plan }: Running, work: WorkOf<"hub-fanout">): Promise<Sample> {
  const sizeBytes = dialect.more === undefined ? work.frameBytes : work.sizeBytes;
  const { perSecond, ...rest } = await runLoad({ ...plan, ...work, ...dialect, sizeBytes, port, load: "fanout" });
  return { value: perSecond, ...rest };
}

async function storm({ server, port, dialect }: Running, { connections }: WorkOf<"hub-storm">): Promise<Sample> {
  const { path, more = [] } = dialect;
  const shape = { connections, sizeBytes: 0, inFlight: 1, seconds: 0, warmUpSeconds: 0 };
  await report(server);
  const { p50Ms, p99Ms } = await runLoad({ ...shape, port, path, load: "idle", more: [...more, "--at-once"] });
  const { p99Ms: loopDelayP99Ms } = await report(server);
  return { value: p99Ms, p50Ms, loopDelayP99Ms };
}

async function besideSlow(running: Running, work: WorkOf<"hub-slow">, isDisturbed: boolean): Promise<Sample> {
  const { server, port, dialect, plan } = running;
  const flow = ["--channel", CONFLATED_CHANNEL, "--rate", String(work.ratePerSecond)];
  const slow = isDisturbed ? ["--slow-reader", String(SLOW_BYTES_PER_SECOND)] : [];
  const more = [...(dialect.more ?? []), ...flow, ...slow];
  const seconds = plan.seconds * SLOW_SECONDS_FACTOR;
  // The slow one is one of them.
  const connections = isDisturbed ? work.connections - 1 : work.connections;
  const warmUpSeconds = isDisturbed ? SLOW_FILLING_SECONDS : plan.warmUpSeconds;
  const shape = { ...plan, ...work, port, connections, inFlight: 1, seconds, warmUpSeconds, more };
  const { perSecond: _, p99Ms, ...rest } = await runLoad({ ...shape, load: "fanout" });
  const { mostWaitingBytes = 0 } = await report(server);
  if (isDisturbed && mostWaitingBytes === 0)
    throw new Error("nothing waited: the kernel took all that the slow reader left");
  return { value: p99Ms, ...rest, mostWaitingBytes };
}

/** Measures once. Rejects when a program fails. */
export function measureHub(peer: PeerId, work: HubWork, plan: RunPlan): Promise<Sample> {
  const dialect = dialectOf(peer);
  if (work.type === "hub-idle") return measureIdle(hubProgram(peer), work.connections, dialect);
  return withServer(hubProgram(peer), (server, port) => {
    const running = { server, port, dialect, plan };
    if (work.type === "hub-fanout") return fanOut(running, work);
    if (work.type === "hub-storm") return storm(running, work);
    return besideSlow(running, work, peer !== "undisturbed");
  });
}
