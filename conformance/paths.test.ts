/**
 * The same byte streams through every path of a server: the vectors in random cuts, and broken frames. What the socket tells and
 * what it answers must not depend on the path; the plain one on a port of its own is the oracle.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer as createHttp } from "node:http";
import { createServer as createHttps } from "node:https";
import type { AddressInfo } from "node:net";
import { before, describe, it } from "node:test";
import {
  createSelfSigned,
  exampleMaskingKey,
  formatHex,
  maskFrames,
  parseHex,
  RawPeer,
  randomCuts,
  SeededRandom,
} from "@longwire/testkit";
import { type WebSocket, WebSocketServer } from "@longwire/websocket";
import { vectorTopics } from "./vectors/topics.ts";

const SEED = 8441;
const LANES = 16;
const certificate = createSelfSigned();

interface Path {
  readonly isAttached: boolean;
  readonly isSecure: boolean;
  readonly plainSockets: boolean;
}

/** What a connection came to: the events of the socket, and the bytes that its peer got. */
interface Outcome {
  readonly events: readonly string[];
  readonly sent: string;
}

const oracle: Path = { isAttached: false, isSecure: false, plainSockets: true };
const others: readonly Path[] = [false, true].flatMap((isAttached) =>
  [false, true].flatMap((isSecure) => [false, true].map((plainSockets) => ({ isAttached, isSecure, plainSockets }))),
);

/** Frames with a few bytes changed: most break a rule, somewhere. */
function brokenStreams(random: SeededRandom): Buffer[] {
  const good = maskFrames(parseHex('01 02 "he" 89 01 70 80 03 "llo" 82 7e 00 80').slice(), exampleMaskingKey);
  const whole = Buffer.concat([
    good,
    Buffer.alloc(128, 1),
    maskFrames(parseHex('81 02 "hi" 88 02 03 e8'), exampleMaskingKey),
  ]);
  return Array.from({ length: 60 }, () => {
    const bytes = Buffer.from(whole);
    for (let i = 0; i < 3; i += 1) bytes[random.below(bytes.length)] = random.below(256);
    return bytes;
  });
}

function streams(): Buffer[] {
  const vectors = vectorTopics.flatMap(([, topic]) => topic);
  // A vector with limits, a transform or calls of ours needs a connection of its own making.
  const plain = vectors.filter(
    ({ role, limits, transform, before: calls }) =>
      role !== "client" && limits === undefined && transform === undefined && calls === undefined,
  );
  const recorded = plain.map(({ bytes, masks }) => {
    const written = parseHex(bytes.join("\n"));
    return Buffer.from(masks === "as-written" ? written : maskFrames(written, exampleMaskingKey));
  });
  return [...recorded.filter(({ length }) => length < 100_000), ...brokenStreams(new SeededRandom(SEED))];
}

function record(socket: WebSocket): string[] {
  const events: string[] = [];
  socket.on("message", (data, isBinary) =>
    events.push(`message ${isBinary} ${formatHex(Buffer.from(data as Buffer))}`),
  );
  socket.on("ping", (data) => events.push(`ping ${formatHex(data)}`));
  socket.on("pong", (data) => events.push(`pong ${formatHex(data)}`));
  socket.on("close", (code, reason) => events.push(`close ${code} ${reason}`));
  socket.on("error", () => undefined); // of TCP, where the peer's end may differ
  return events;
}

class Runner {
  readonly path: Path;
  readonly #server: WebSocketServer;
  readonly #http: ReturnType<typeof createHttp> | undefined;

  constructor(path: Path) {
    this.path = path;
    const { isAttached, isSecure, plainSockets } = path;
    if (isAttached) this.#http = isSecure ? createHttps(certificate) : createHttp();
    const tls = isSecure ? certificate : undefined;
    const place = this.#http === undefined ? { port: 0, host: "127.0.0.1", tls } : { server: this.#http };
    this.#server = new WebSocketServer({ ...place, plainSockets });
    this.#server.setMaxListeners(LANES + 1);
    this.#http?.listen(0, "127.0.0.1");
  }

  async ready(): Promise<void> {
    await once(this.#http ?? this.#server, "listening");
  }

  async close(): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate();
    await this.#server.close();
    this.#http?.close();
    this.#http?.closeAllConnections();
  }

  /** Sends `stream` in cuts, each in a turn of its own, then FIN. */
  async play(stream: Buffer, seed: number, target: string): Promise<Outcome> {
    const { port } = this.#server.address() as AddressInfo; // listens on TCP
    const accepted = new Promise<readonly [WebSocket, string[]]>((resolve) => {
      const take = (socket: WebSocket): void => {
        if (socket.url !== target) return;
        this.#server.off("connection", take);
        resolve([socket, record(socket)]);
      };
      this.#server.on("connection", take);
    });
    const peer = await RawPeer.open(port, { target, tls: this.path.isSecure });
    const [socket, events] = await accepted;
    for (const part of randomCuts(new SeededRandom(seed), Math.max(8, stream.length >> 2)).parts(stream)) {
      peer.write(Buffer.from(part));
      await new Promise((resolve) => setImmediate(resolve));
    }
    // A second FIN after the server's is no fault.
    peer.end();
    await socket.closed;
    const sent = await peer.readToEnd();
    peer.destroy();
    return { events, sent: formatHex(sent) };
  }
}

async function playAll(runner: Runner, all: readonly Buffer[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const lanes = Array.from({ length: LANES }, async (_, lane) => {
    for (let i = lane; i < all.length; i += LANES) {
      outcomes[i] = await runner.play(all[i] as Buffer, SEED + i, `/${i}`);
    }
  });
  await Promise.all(lanes);
  return outcomes;
}

describe("the same bytes on every path", { timeout: 60_000 }, () => {
  const all = streams();
  let expected: Outcome[] = [];

  before(async () => {
    const runner = new Runner(oracle);
    await runner.ready();
    expected = await playAll(runner, all);
    await runner.close();
  });

  for (const path of others) {
    const name = Object.entries(path).flatMap(([key, is]) => (is ? [key] : []));
    it(`give the same events and the same answers: ${name.join(", ") || "own port by handles"}`, async (t) => {
      const runner = new Runner(path);
      t.after(() => runner.close());
      await runner.ready();
      const outcomes = await playAll(runner, all);
      for (const [i, outcome] of outcomes.entries()) {
        assert.deepEqual(
          outcome,
          expected[i],
          `seed ${SEED}, stream ${i}: ${formatHex(all[i] as Buffer).slice(0, 200)}`,
        );
      }
    });
  }
});
