/**
 * 10,000 handshakes that are aborted, refused, malformed, half open or late, against servers in a process of its own with
 * `--unhandled-rejections=strict`: afterwards nothing of them is left, and the servers still accept.
 * The process runs this same file with `CHAOS_SEED` set.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { describe, it } from "node:test";
import { connect as connectTls } from "node:tls";
import { encodeRawFrame, encodeRawRequest, type RawRequest, SeededRandom, until } from "@longwire/testkit";
import { refuse } from "./server/refuse.ts";
import { serverPaths } from "./testing/server-paths.ts";

const SEED_VARIABLE = "CHAOS_SEED";
const HANDSHAKES = 10_000;
const AT_ONCE = 64;
/** Handshakes without TLS for each one with it. */
const PLAIN_SHARE = 10;
/** The process has no test; its servers are closed by hand. */
const noTest = { after: () => undefined };
const MASKING_KEY = Uint8Array.of(1, 2, 3, 4);

/** What the process reports. */
interface Report {
  readonly handshakes: number;
  readonly kinds: Readonly<Record<string, number>>;
  readonly connections: number;
  readonly refusals: number;
  readonly aborted: number;
  readonly pending: readonly number[];
  readonly clients: readonly number[];
  readonly descriptors: readonly [before: number, after: number];
  readonly resources: readonly string[];
  readonly heapGrowthBytes: number;
  readonly acceptsAfterwards: boolean;
}

interface Attempt {
  readonly socket: Socket;
  /** What is below TLS, or the same. */
  readonly tcp: Socket;
  readonly random: SeededRandom;
}

const bad: readonly RawRequest[] = [
  { method: "POST" },
  { target: "/nowhere" },
  { target: "//evil" },
  { version: "HTTP/1.0" },
  { headers: { Host: undefined } },
  { headers: { Upgrade: undefined } },
  { headers: { Upgrade: "h2c" } },
  { headers: { "Sec-WebSocket-Version": "7" } },
  { headers: { "Sec-WebSocket-Key": "short" } },
  { headers: { Origin: "null" } },
  { headers: { "Sec-WebSocket-Protocol": "a,,a" } },
  { headers: { "Content-Length": "10" } },
];

/** Ways to begin a handshake. */
const beginnings: Readonly<Record<string, (attempt: Attempt) => void>> = {
  nothing: () => {},
  garbage: ({ socket, random }) => socket.write(random.bytes(1 + random.below(200))),
  partial: ({ socket, random }) => {
    const request = encodeRawRequest();
    socket.write(request.slice(0, random.below(request.length)));
  },
  pieces: ({ socket, random }) => {
    const request = encodeRawRequest();
    const at = random.below(request.length);
    socket.write(request.slice(0, at));
    setImmediate(() => socket.write(request.slice(at)));
  },
  bad: ({ socket, random }) => socket.write(encodeRawRequest(random.pick(bad))),
  good: ({ socket }) => socket.write(encodeRawRequest()),
  refused: ({ socket }) => socket.write(encodeRawRequest({ headers: { "X-Verdict": "refuse" } })),
  throwing: ({ socket }) => socket.write(encodeRawRequest({ headers: { "X-Verdict": "throw" } })),
  early: ({ socket, random }) => {
    const frame = encodeRawFrame({ opcode: 2, payload: random.bytes(50), maskingKey: MASKING_KEY });
    socket.write(Buffer.concat([Buffer.from(encodeRawRequest()), frame]));
  },
  pipelined: ({ socket }) => socket.write(encodeRawRequest() + encodeRawRequest()),
};

/** Ways to end it, whatever the server has said by then. */
const endings: Readonly<Record<string, (attempt: Attempt) => void>> = {
  fin: ({ socket }) => socket.end(),
  reset: ({ tcp }) => tcp.resetAndDestroy(),
  destroy: ({ socket }) => socket.destroy(),
  "fin after answer": ({ socket }) => {
    socket.once("data", () => socket.end());
    socket.once("end", () => socket.destroy());
    // Some beginnings get no answer before the time is over.
    setTimeout(() => socket.destroy(), 300);
  },
  "reset after answer": ({ socket, tcp }) => {
    socket.once("data", () => tcp.resetAndDestroy());
    setTimeout(() => socket.destroy(), 300);
  },
  "half open": ({ socket, random }) => {
    socket.end();
    setTimeout(() => socket.destroy(), 20 + random.below(50));
  },
};

interface Target {
  readonly port: number;
  readonly isSecure: boolean;
}

async function shake({ port, isSecure }: Target, random: SeededRandom, begin: string, end: string): Promise<void> {
  const tcp = connect({ host: "127.0.0.1", port, allowHalfOpen: true });
  const socket = isSecure ? connectTls({ socket: tcp, rejectUnauthorized: false }) : tcp;
  tcp.on("error", () => undefined);
  socket.on("error", () => undefined);
  socket.on("data", () => undefined);
  const closed = new Promise<void>((resolve) => tcp.once("close", () => resolve()));
  const delay = random.below(4);
  socket.once(isSecure ? "secureConnect" : "connect", () => {
    beginnings[begin]?.({ socket, tcp, random });
    const finish = (): void => endings[end]?.({ socket, tcp, random });
    // At each await of the server: in the same turn, one or two later, or a few milliseconds.
    if (delay === 0) finish();
    else if (delay === 1) setImmediate(finish);
    else setTimeout(finish, random.below(6));
  });
  await closed;
}

function descriptors(): number {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return 0; // no such list on this system: before and after are the same then
  }
}

/** What keeps the process alive, but for its own output. */
function leftovers(): string[] {
  return process.getActiveResourcesInfo().filter((name) => !/Pipe|TTY|FSReq/.test(name));
}

async function collectGarbage(): Promise<number> {
  for (let i = 0; i < 5; i += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().heapUsed;
}

async function chaos(seed: number): Promise<Report> {
  const random = new SeededRandom(seed);
  const counts = { connections: 0, refusals: 0, aborted: 0 };
  const kinds: Record<string, number> = {};
  const options = {
    path: "/",
    // The last of them ends what a peer has left half open with output for it: over TLS such a write may never be done.
    limits: {
      handshakeTimeoutMs: 200,
      closeTimeoutMs: 200,
      stallTimeoutMs: 200,
      pingIntervalMs: 0,
      maxPendingHandshakes: 40,
    },
    authenticate: async (request: { headers: Readonly<Record<string, string | undefined>>; signal: AbortSignal }) => {
      request.signal.addEventListener("abort", () => {
        counts.aborted += 1;
      });
      await new Promise((resolve) => setTimeout(resolve, random.below(8)));
      if (request.headers["x-verdict"] === "throw") throw new Error("the application failed");
      return request.headers["x-verdict"] === "refuse" ? refuse(401, "no") : undefined;
    },
  };
  const started = await Promise.all(serverPaths.map((path) => path.start(noTest, options)));
  const servers = started.map(({ server }) => server);
  for (const server of servers) {
    server.on("connection", (socket) => {
      counts.connections += 1;
      socket.send("welcome");
    });
    server.on("refused", () => {
      counts.refusals += 1;
    });
  }
  const targets = serverPaths.flatMap(({ isSecure }, i) => {
    const target = { port: started[i]?.port ?? 0, isSecure };
    // A TLS handshake costs ten times what is tested here.
    return Array<Target>(isSecure ? 1 : PLAIN_SHARE).fill(target);
  });
  const closeHttp = (): void => {
    for (const { http } of started) http?.closeAllConnections();
  };
  const run = async (count: number): Promise<void> => {
    let left = count;
    const lane = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        const [begin, end] = [random.pick(Object.keys(beginnings)), random.pick(Object.keys(endings))];
        kinds[`${begin}, ${end}`] = (kinds[`${begin}, ${end}`] ?? 0) + 1;
        await shake(random.pick(targets), random, begin, end);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    await until("all are gone", () => servers.every((server) => server.pendingHandshakes + server.clients.size === 0));
  };
  // Once before measuring, so that what is loaded and compiled lazily is not taken for a leak.
  await run(1000);
  closeHttp();
  const before = { descriptors: descriptors(), heap: await collectGarbage() };
  await run(HANDSHAKES - 1000);
  closeHttp();
  await until("the sockets are closed", () => descriptors() <= before.descriptors).catch(() => undefined);
  const after = { descriptors: descriptors(), heap: await collectGarbage() };
  const peers = await Promise.all(serverPaths.map((path, i) => path.open(started[i]?.port ?? 0)));
  for (const peer of peers) peer.destroy();
  const clients = servers.map((server) => server.clients.size);
  await Promise.all(servers.map((server) => server.close()));
  for (const { http } of started) http?.close();
  await until("nothing is left", () => leftovers().length === 0, 1000).catch(() => undefined);
  return {
    handshakes: Object.values(kinds).reduce((sum, count) => sum + count, 0),
    kinds,
    ...counts,
    pending: servers.map((server) => server.pendingHandshakes),
    clients,
    descriptors: [before.descriptors, after.descriptors],
    resources: leftovers(),
    heapGrowthBytes: after.heap - before.heap,
    acceptsAfterwards: peers.length === servers.length,
  };
}

async function runInChild(seed: number): Promise<{ report: Report; code: number | null }> {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const options = ["--unhandled-rejections=strict", "--expose-gc", "--conditions=@longwire/source"];
  const child = spawn(process.execPath, [...options, import.meta.filename], {
    env: { ...env, [SEED_VARIABLE]: String(seed) },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 60_000,
  });
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit") as Promise<[number | null]>,
  ]);
  assert.equal(errors, "");
  return { report: JSON.parse(output), code };
}

const given = process.env[SEED_VARIABLE];
if (given === undefined) {
  describe("10,000 bad handshakes", { timeout: 60_000 }, () => {
    const seed = 6455;
    it(`leave no handle, no descriptor and no rejection (seed ${seed})`, async () => {
      const { report, code } = await runInChild(seed);
      assert.equal(code, 0);
      assert.equal(report.handshakes, HANDSHAKES);
      assert.equal(Object.keys(report.kinds).length, Object.keys(beginnings).length * Object.keys(endings).length);
      // Every way out was taken, many times.
      for (const name of ["connections", "refusals", "aborted"] as const) {
        assert.ok(report[name] > 500, `${name}: ${report[name]}`);
      }
      assert.deepEqual(report.pending, Array(serverPaths.length).fill(0));
      assert.equal(report.acceptsAfterwards, true);
      assert.ok(report.descriptors[1] <= report.descriptors[0], report.descriptors.join(" to "));
      assert.deepEqual(
        report.resources.filter((name) => !/Pipe|TTY|FSReq/.test(name)),
        [],
      );
      assert.ok(report.heapGrowthBytes < 4 * 1024 * 1024, `${report.heapGrowthBytes} bytes`);
    });
  });
} else {
  console.log(JSON.stringify(await chaos(Number(given))));
}
