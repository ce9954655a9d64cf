/**
 * The server under attack, a process of its own: a WebSocket server over HTTP/2 with its defaults that echoes. It tells its
 * port first, and its numbers whenever it is asked. `startVictim` is the parent's side.
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { WebSocketServer } from "@longwire/websocket";

/** What the victim knows of itself. */
export interface Numbers {
  readonly residentBytes: number;
  readonly accepted: number;
  readonly refused: number;
  readonly open: number;
}

/** A victim that runs. */
export interface Victim {
  readonly port: number;
  /** @throws Error when it does not answer any more. */
  numbers(): Promise<Numbers>;
}

/** Starts a victim for one test. */
export async function startVictim(t: TestContext): Promise<Victim> {
  const child: ChildProcess = fork(fileURLToPath(import.meta.url), ["serve"], {
    execArgv: ["--conditions=@longwire/source", "--expose-gc"],
  });
  t.after(() => child.kill());
  const [port] = await once(child, "message");
  return {
    port: Number(port),
    numbers: async () => {
      if (child.exitCode !== null) throw new Error(`the server has ended with ${child.exitCode}`);
      const answer = once(child, "message");
      child.send("numbers");
      const [numbers] = await answer;
      return numbers as Numbers; // sent by `serve`
    },
  };
}

async function serve(): Promise<void> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1", http2: true });
  let accepted = 0;
  let refused = 0;
  server.on("connection", (socket, { path }) => {
    accepted += 1;
    socket.on("message", (data) => socket.send(data));
    if (path === "/flood") for (let i = 0; i < 200; i += 1) socket.send(Buffer.alloc(100_000));
  });
  server.on("refused", () => {
    refused += 1;
  });
  await once(server, "listening");
  process.on("message", () => {
    globalThis.gc?.();
    process.send?.({ residentBytes: process.memoryUsage.rss(), accepted, refused, open: server.clients.size });
  });
  process.send?.((server.address() as AddressInfo).port); // a TCP server that listens
}

if (process.argv[2] === "serve") await serve();
