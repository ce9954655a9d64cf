/**
 * The program of `child-server.ts`: a server made by the options in its argument, and answers about what it costs.
 */
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type UpgradeRequest, type WebSocket, WebSocketServer } from "@longwire/websocket";
import type { ChildOptions } from "./child-server.ts";

/** What a server costs and what it has done. */
export interface Reading {
  /** Resident memory, with external memory and array buffers: what grows when anything does. */
  readonly memoryBytes: number;
  readonly heapBytes: number;
  readonly cpuMs: number;
  readonly clients: number;
  readonly pending: number;
  /** Open files and sockets; 0 where the system does not tell. */
  readonly descriptors: number;
  /** What keeps the process alive, but for its own pipes. */
  readonly handles: number;
  readonly counts: {
    readonly connections: number;
    readonly refused: number;
    readonly messages: number;
    readonly closes: number;
    readonly aborted: number;
  };
  /** The last close codes and causes, newest last. */
  readonly closes: readonly string[];
  /** `clientAddress` of the last handshakes. */
  readonly addresses: readonly (string | undefined)[];
}

/** Asked by the test. */
export type Question =
  | { readonly serial: number; readonly type: "read"; readonly raw: boolean }
  | { readonly serial: number; readonly type: "peak" };

/** Answered to it. */
export interface Answer {
  readonly serial: number;
  readonly reading: Reading;
  readonly peakBytes: number;
}

const KEPT = 50;
const SAMPLE_MS = 5;

const options: ChildOptions = JSON.parse(process.argv[2] ?? "{}");
const counts = { connections: 0, refused: 0, messages: 0, closes: 0, aborted: 0 };
const closes: string[] = [];
const addresses: (string | undefined)[] = [];

function keep<T>(list: T[], value: T): void {
  list.push(value);
  if (list.length > KEPT) list.shift();
}

function work(microseconds: number): void {
  const end = performance.now() + microseconds / 1000;
  while (performance.now() < end);
}

function handle(socket: WebSocket): void {
  counts.connections += 1;
  const { onMessage = "echo", floodBytes = 0, workUs = 0 } = options;
  const flood = Buffer.alloc(floodBytes);
  socket.on("message", (data) => {
    counts.messages += 1;
    if (onMessage === "flood") socket.send(flood);
    else if (onMessage === "work") work(workUs);
    else if (onMessage === "work-later") {
      setTimeout(() => {
        work(workUs);
        socket.send(data);
      }, 1);
    }
    if (onMessage === "echo" || onMessage === "work") socket.send(data);
  });
  socket.on("close", (code, _reason, result) => {
    counts.closes += 1;
    keep(closes, `${code} ${result.cause?.id ?? ""}`.trim());
  });
}

async function authenticate(request: UpgradeRequest<undefined>): Promise<undefined> {
  request.signal.addEventListener("abort", () => {
    counts.aborted += 1;
  });
  await new Promise((resolve) => setTimeout(resolve, options.authenticateMs));
}

const { kind = "own", limits, origin, path, trustProxy, proxyHeader, proxyProtocol, plainSockets } = options;
const common = {
  limits,
  origin,
  path,
  trustProxy,
  proxyHeader,
  ...(options.authenticateMs === undefined ? {} : { authenticate }),
};
const http = kind === "attached" ? createServer((_request, response) => response.end("plain")) : undefined;
const server =
  http === undefined
    ? new WebSocketServer({ ...common, port: 0, host: "127.0.0.1", proxyProtocol, plainSockets })
    : new WebSocketServer({ ...common, server: http });
server.on("connection", (socket, request) => {
  keep(addresses, request.clientAddress);
  handle(socket);
});
server.on("refused", () => {
  counts.refused += 1;
});
if (http === undefined) await once(server, "listening");
else await once(http.listen(0, "127.0.0.1"), "listening");

function memory(): number {
  const { rss, external, arrayBuffers } = process.memoryUsage();
  return rss + external + arrayBuffers;
}

function descriptors(): number {
  try {
    return readdirSync("/proc/self/fd").length;
  } catch {
    return 0;
  }
}

let peakBytes = 0;
setInterval(() => {
  peakBytes = Math.max(peakBytes, memory());
}, SAMPLE_MS).unref();

async function collectGarbage(): Promise<void> {
  for (let i = 0; i < 4; i += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function read(): Reading {
  const { user, system } = process.cpuUsage();
  return {
    memoryBytes: memory(),
    heapBytes: process.memoryUsage().heapUsed,
    cpuMs: (user + system) / 1000,
    clients: server.clients.size,
    pending: server.pendingHandshakes,
    descriptors: descriptors(),
    handles: process.getActiveResourcesInfo().filter((name) => !/Pipe|TTY|FSReq|Immediate/.test(name)).length,
    counts,
    closes,
    addresses,
  };
}

process.on("message", async (question: Question) => {
  if (question.type === "read" && !question.raw) await collectGarbage();
  process.send?.({ serial: question.serial, reading: read(), peakBytes } satisfies Answer);
  if (question.type === "peak") peakBytes = 0;
});
process.on("disconnect", () => process.exit());
process.send?.((server.address() as AddressInfo).port);
