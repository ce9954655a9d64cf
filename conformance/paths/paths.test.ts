/**
 * The same bytes through every path of a server and of a client: vectors, transcripts, the fuzz corpus and broken frames, in
 * random cuts. What the socket tells and what it answers must not depend on the path; the plain one is the oracle.
 */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { formatHex, until } from "@longwire/testkit";
import { readCorpus } from "../fuzz/corpus.ts";
import { nameOf, type Path, pathsOf, ServerEnd, startEnd } from "./ends.ts";
import { type Outcome, playStream } from "./play-stream.ts";
import { streamsFor } from "./streams.ts";

const SEED = 8441;
const LANES = 16;

/** Does `run` for every index below `count`, some at once. @returns the results in order. */
async function inLanes<T>(count: number, run: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  const lanes = Array.from({ length: LANES }, async (_, lane) => {
    for (let i = lane; i < count; i += LANES) results[i] = await run(i);
  });
  await Promise.all(lanes);
  return results;
}

async function playAll(path: Path, streams: readonly Buffer[]): Promise<Outcome[]> {
  const end = await startEnd(path);
  const outcomes = await inLanes(streams.length, async (i) => {
    const { socket, events, peer } = await end.open(`/${i}`);
    return playStream(socket, events, peer, streams[i] as Buffer, SEED + i);
  });
  await end.close();
  return outcomes;
}

/** What a server answers to `head` and FIN. */
async function answerTo(end: ServerEnd, head: Uint8Array): Promise<string> {
  const peer = await end.connect();
  peer.write(head);
  peer.end();
  const answer = (await peer.readToEnd()).toString("latin1");
  peer.destroy();
  return answer.replace(/Date: .*\r\n/, "");
}

async function answerAll(path: Path, heads: readonly Uint8Array[]): Promise<string[]> {
  const end = await ServerEnd.start(path);
  const answers = await inLanes(heads.length, (i) => answerTo(end, heads[i] as Uint8Array));
  await until("nothing is left", () => end.pendingHandshakes === 0);
  await end.close();
  return answers;
}

for (const role of ["server", "client"] as const) {
  describe(`the same bytes on every path of a ${role}`, { timeout: 60_000 }, () => {
    const streams = streamsFor(role);
    const [oracle, ...others] = pathsOf(role) as [Path, ...Path[]];
    let expected: Outcome[] = [];

    before(async () => {
      expected = await playAll(oracle, streams);
      // Not all the same, and not nothing.
      assert.ok(new Set(expected.map(({ events }) => events.join())).size > 50);
    });

    for (const path of [...others, oracle]) {
      it(`give the same events and the same answers: ${nameOf(path)}`, async () => {
        const outcomes = await playAll(path, streams);
        for (const [i, outcome] of outcomes.entries()) {
          const stream = formatHex(streams[i] as Buffer).slice(0, 200);
          assert.deepEqual(outcome, expected[i], `seed ${SEED}, stream ${i}: ${stream}`);
        }
      });
    }
  });
}

for (const isAttached of [false, true]) {
  describe(`the same request heads on every path of a server, ${isAttached ? "attached" : "own port"}`, {
    timeout: 60_000,
  }, () => {
    const heads = readCorpus("request");
    const [oracle, ...others] = pathsOf("server").filter((path) => path.isAttached === isAttached) as [Path, ...Path[]];
    let expected: string[] = [];

    before(async () => {
      expected = await answerAll(oracle, heads);
      assert.ok(expected.some((answer) => answer !== ""));
    });

    for (const path of others) {
      it(`get the same answers: ${nameOf(path)}`, async () => {
        assert.deepEqual(await answerAll(path, heads), expected);
      });
    }
  });
}
