/** Every fault of a link, seen from both of its ends. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { Duplex, PassThrough } from "node:stream";
import { type TestContext, test } from "node:test";
import { until } from "../until.ts";
import { FaultLink } from "./fault-link.ts";
import { LinkDirection } from "./link-direction.ts";

interface Ends {
  readonly link: FaultLink;
  readonly near: Socket;
  readonly far: Socket;
  /** What has arrived there. */
  readonly atFar: () => string;
  /** Another connection through the same link. */
  readonly dial: () => Promise<Socket>;
}

async function open(t: TestContext): Promise<Ends> {
  const accepted: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => accepted.push(socket.on("error", () => undefined)));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const link = await FaultLink.open((server.address() as AddressInfo).port);
  t.after(async () => {
    await link.close();
    for (const socket of accepted) socket.destroy();
    server.close();
  });
  const dial = async (): Promise<Socket> => {
    const socket = connect({ port: link.port, host: "127.0.0.1", noDelay: true });
    socket.on("error", () => undefined);
    t.after(() => socket.destroy());
    await once(socket, "connect");
    return socket;
  };
  const near = await dial();
  const far = await until("the server has it", () => accepted[0]);
  const chunks: Buffer[] = [];
  far.on("data", (chunk: Buffer) => chunks.push(chunk));
  return { link, near, far, atFar: () => Buffer.concat(chunks).toString(), dial };
}

/** It has ended, with an error or without. */
function closed(socket: Socket): Promise<unknown> {
  return new Promise((resolve) => socket.on("close", resolve));
}

test("a whole link passes bytes both ways, and each end of it by itself", async (t) => {
  const { near, far, atFar } = await open(t);
  near.write("there");
  await until("it is there", () => atFar() === "there");
  near.end();
  await once(far, "end");
  far.end("and back");
  const [chunk] = await once(near, "data");
  assert.equal(String(chunk), "and back");
});

test("much passes unchanged, also with a limit in between", async (t) => {
  const { link, near, atFar } = await open(t);
  link.setWeather({ bytesPerSecond: 20_000_000, latencyMs: 5, sliceBytes: 1000 });
  const text = Array.from({ length: 200_000 }, (_, i) => String.fromCharCode(97 + (i % 26))).join("");
  near.write(text);
  await until("all is there", () => atFar().length === text.length);
  assert.equal(atFar(), text);
});

test("latency: nothing is there before it", async (t) => {
  const { link, near, atFar } = await open(t);
  link.setWeather({ latencyMs: 60 });
  const began = performance.now();
  near.write("late");
  await until("it is there", () => atFar() === "late");
  assert.ok(performance.now() - began >= 59);
});

test("bandwidth: so many bytes take so long", async (t) => {
  const { link, near, atFar } = await open(t);
  link.setWeather({ bytesPerSecond: 10_000 });
  const began = performance.now();
  near.write("x".repeat(1000));
  await until("it is there", () => atFar().length === 1000);
  assert.ok(performance.now() - began >= 99);
});

test("slices: a piece at a time", async (t) => {
  const { link, near, atFar } = await open(t);
  link.setWeather({ sliceBytes: 2 });
  near.write("abcdefg");
  await until("it is there", () => atFar() === "abcdefg");
  // The system may put them together again, so they are looked at before they are in its hands.
  const pieces: string[] = [];
  const from = new PassThrough();
  const to = new Duplex({ read() {}, write: (chunk, _encoding, done) => done(void pieces.push(String(chunk))) });
  const direction = new LinkDirection(from, to, { sliceBytes: 2 });
  t.after(() => direction.stop());
  from.write("abcdefg");
  await until("all have passed", () => pieces.join("") === "abcdefg");
  assert.deepEqual(pieces, ["ab", "cd", "ef", "g"]);
});

test("cut: both ends see an end, and new connections pass", async (t) => {
  const { link, near, far, dial } = await open(t);
  near.resume();
  const ended = Promise.all([once(near, "end"), once(far, "end")]);
  link.cut();
  await ended;
  (await dial()).write("x");
  await until("it is whole again", () => link.size === 1);
});

test("reset: both ends are reset, and so is whoever comes, until it is healed", async (t) => {
  const { link, near, far, dial } = await open(t);
  const codes = [near, far].map(
    (socket) => new Promise((resolve) => socket.on("error", ({ code }: { code?: string }) => resolve(code))),
  );
  link.reset();
  assert.deepEqual(await Promise.all(codes), ["ECONNRESET", "ECONNRESET"]);
  // It may come that it does not even see that it was connected.
  await closed(connect({ port: link.port, host: "127.0.0.1" }).on("error", () => undefined));
  link.heal();
  await dial();
  await until("it is whole again", () => link.size === 1);
});

test("silence: nothing passes and nobody is told; then it goes on, or all is lost", async (t) => {
  const { link, near, far, atFar, dial } = await open(t);
  link.silence();
  near.write("held");
  const other = await dial();
  let isTold = false;
  for (const socket of [near, far, other]) socket.on("close", () => (isTold = true));
  other.write("x");
  // Longer than it takes on a whole link: that nothing comes is no event.
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual([atFar(), isTold], ["", false]);
  link.heal({ goesOn: true });
  await until("it is there", () => atFar() === "held");
  link.silence();
  near.write("lost");
  const ended = Promise.all([closed(near), closed(far)]);
  link.heal();
  await ended;
  assert.equal(atFar(), "held");
});
