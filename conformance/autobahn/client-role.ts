/**
 * Our client under the suite's fuzzing server: it asks how many cases there are, echoes in each, and asks for the reports.
 */
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { WebSocket } from "@longwire/websocket";
import { agent, startSuite } from "./suite.ts";

/** Cases of group 9 send messages of 16 MiB; the biggest frame counts, not the defaults of a careful client. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
/** The slowest case has a million small messages. */
const CASE_TIMEOUT_MS = 120_000;
const START_ATTEMPTS = 100;
const START_INTERVAL_MS = 100;

function connect(server: string, path: string): WebSocket {
  return new WebSocket(`${server}${path}`, [], {
    perMessageDeflate: true,
    limits: { maxMessageBytes: MAX_MESSAGE_BYTES, maxBufferedBytes: MAX_MESSAGE_BYTES },
    signal: AbortSignal.timeout(CASE_TIMEOUT_MS),
  });
}

/** The one message that the server sends at `path`. */
async function ask(server: string, path: string): Promise<string> {
  const socket = connect(server, path);
  let answer = "";
  socket.on("message", (data) => {
    answer = String(data);
  });
  await socket.closed;
  return answer;
}

/** Echoes until the server has had enough. */
async function echo(server: string, path: string): Promise<void> {
  const socket = connect(server, path);
  socket.on("message", (data) => {
    if (!socket.send(data) && socket.readyState === socket.OPEN) socket.pause();
  });
  socket.on("drain", () => socket.resume());
  await socket.closed;
}

async function untilReachable(server: string): Promise<number> {
  for (let attempt = 0; attempt < START_ATTEMPTS; attempt += 1) {
    const count = Number(await ask(server, "/getCaseCount"));
    if (count > 0) return count;
    await delay(START_INTERVAL_MS);
  }
  throw new Error(`there is no fuzzing server at ${server}`);
}

/** Runs all cases that the fuzzing server at `server` has, and makes it write its reports. */
export async function runCases(server: string): Promise<void> {
  const count = await untilReachable(server);
  for (let number = 1; number <= count; number += 1) await echo(server, `/runCase?case=${number}&agent=${agent}`);
  await ask(server, `/updateReports?agent=${agent}`);
}

/** A port that was free a moment ago. The suite cannot choose one itself. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // it listens on a port
  server.close();
  await once(server, "close");
  return port;
}

/** Starts a fuzzing server and runs all cases against it; the reports are in `folder` afterwards. */
export async function testClient(folder: string, cases: readonly string[]): Promise<void> {
  const url = `ws://127.0.0.1:${await freePort()}`;
  const suite = startSuite("fuzzingserver", { url }, folder, cases);
  try {
    await runCases(url);
  } finally {
    await suite.stop();
  }
}
