/**
 * The soak: so many clients at a time, for so long, against a server in a process of its own whose costs are sampled. It knows
 * the run and the verdict; what a client does is in `behaviours.ts`, how it is told in `report.ts`.
 */
import { once } from "node:events";
import { SeededRandom } from "@longwire/testkit";
import { WebSocket } from "@longwire/websocket";
import { ChildServer, type Reading } from "../defences/support/child-server.ts";
import { eventually, within } from "../defences/support/within.ts";
import { behaviours } from "./behaviours.ts";
import { grows, type Sample, type Slope, slopeOf } from "./slope.ts";

/** How long, how many, and which choices. */
export interface SoakOptions {
  readonly durationMs: number;
  /** Clients at a time. */
  readonly width: number;
  readonly seed: number;
  readonly sampleMs: number;
  /** Called with a line now and then. */
  readonly onProgress?: (line: string) => void;
}

/** One quantity over the run. */
export interface Metric {
  readonly name: string;
  readonly unit: "bytes" | "count";
  /** After the warm-up. */
  readonly samples: readonly Sample[];
  readonly slope: Slope;
  /** Growth that is let be, however little noise there was. */
  readonly tolerance: number;
  readonly isFlat: boolean;
}

/** What came of it. */
export interface SoakResult {
  readonly options: SoakOptions;
  readonly lives: Readonly<Record<string, number>>;
  readonly metrics: readonly Metric[];
  /** What the server had before the first client, and after the last. */
  readonly before: Reading;
  readonly after: Reading;
  readonly isClean: boolean;
}

/** The first part of a run, in which code is compiled and pools are filled. */
const WARM_UP_SHARE = 0.3;
/** A client that is not done by then waits for something that the server owes it. */
const LONGEST_LIFE_MS = 10_000;
const MIB = 1024 * 1024;
/** More than what the server keeps of large messages. */
const FILL_BYTES = 128 * MIB;
/**
 * V8's young space begins with 16 MiB and doubles to 32 and 64 at moments that depend on what lives through two collections;
 * besides, V8 keeps pages that it has moved objects out of. Those are the only steps of resident memory that a run has
 * (`v8.getHeapSpaceStatistics` beside `/proc/PID/smaps`, over a minute: all else moves by less than 2 MiB), and each comes once.
 * Given one size, and a small one, it hides nothing of ours: what is kept leaves it the sooner for the old space.
 */
const FLAGS = ["--min-semi-space-size=2", "--max-semi-space-size=2"];
/** For each quantity: how it is read, and the growth over the whole run that is let be. */
const quantities: readonly (readonly [
  name: string,
  unit: "bytes" | "count",
  read: (r: Reading) => number,
  tolerance: (mean: number) => number,
])[] = [
  ["heap", "bytes", (r) => r.heapBytes, () => 2 * MIB],
  // Resident, external and array buffers: the allocator keeps what it has once had.
  ["memory", "bytes", (r) => r.memoryBytes, (mean) => 0.15 * mean],
  // Beyond those of the connections that are there: what is left of others.
  ["handles", "count", (r) => r.handles - r.clients - r.pending, () => 5],
  ["descriptors", "count", (r) => r.descriptors - r.clients - r.pending, () => 5],
];

/** Runs it. @throws Error when the server dies, or does not get rid of the last clients. */
export async function soak(options: SoakOptions): Promise<SoakResult> {
  const ends: (() => void)[] = [];
  const limits = {
    handshakeTimeoutMs: 500,
    messageTimeoutMs: 300,
    closeTimeoutMs: 300,
    pingIntervalMs: 600,
    pongTimeoutMs: 1000,
    stallTimeoutMs: 400,
  };
  const server = await ChildServer.start(
    { after: (end) => ends.push(end) },
    { limits, timeoutMs: 2 * options.durationMs + 60_000, flags: FLAGS },
  );
  try {
    await fillPools(server.port);
    const before = await server.read();
    const lives: Record<string, number> = {};
    const readings: (readonly [number, Reading])[] = [];
    const startedAt = performance.now();
    const isOver = (): boolean => performance.now() - startedAt > options.durationMs;
    const random = new SeededRandom(options.seed);
    const lane = async (): Promise<void> => {
      while (!isOver()) {
        const name = random.pick(Object.keys(behaviours));
        lives[name] = (lives[name] ?? 0) + 1;
        const life = behaviours[name]?.(server.port, random).catch(() => undefined);
        await within(LONGEST_LIFE_MS, `the end of one that wanted to ${name}`, Promise.resolve(life));
      }
    };
    const sampling = (async () => {
      while (!isOver()) {
        await new Promise((resolve) => setTimeout(resolve, options.sampleMs));
        const reading = await server.read();
        readings.push([(performance.now() - startedAt) / 1000, reading]);
        options.onProgress?.(progress(readings.length, reading));
      }
    })();
    await Promise.all([sampling, ...Array.from({ length: options.width }, lane)]);
    await eventually("the last clients are gone", async () => {
      const { clients, pending } = await server.read(true);
      return clients + pending === 0;
    });
    const after = await server.read();
    const metrics = judge(readings.slice(Math.floor(readings.length * WARM_UP_SHARE)));
    const isEmpty = after.descriptors <= before.descriptors + 1 && after.handles <= before.handles + 1;
    return { options, lives, metrics, before, after, isClean: isEmpty && metrics.every(({ isFlat }) => isFlat) };
  } finally {
    for (const end of ends) end();
  }
}

/** Large messages back and forth, after which memory for them that is kept for reuse has its size. */
async function fillPools(port: number): Promise<void> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
  await once(socket, "open");
  const data = new Uint8Array(256 * 1024);
  for (let sent = 0; sent < FILL_BYTES; sent += data.length) {
    const answer = once(socket, "message");
    socket.send(data);
    await answer;
  }
  socket.close();
  await socket.closed;
}

function judge(readings: readonly (readonly [number, Reading])[]): Metric[] {
  return quantities.map(([name, unit, read, toleranceOf]) => {
    const samples: Sample[] = readings.map(([second, reading]) => [second, read(reading)]);
    const slope = slopeOf(samples);
    const tolerance = toleranceOf(slope.mean);
    return { name, unit, samples, slope, tolerance, isFlat: !grows(slope, tolerance) };
  });
}

function progress(count: number, { clients, pending, heapBytes, descriptors, counts }: Reading): string {
  const heap = (heapBytes / MIB).toFixed(1);
  return `${count}: ${counts.connections} connections so far, ${clients} open, ${pending} in handshakes, heap ${heap} MiB, ${descriptors} descriptors`;
}
