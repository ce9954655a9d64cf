/** Loads that speak a hub's protocol, against the hub, and against a few lines that answer as Socket.IO does. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { type ChannelOptions, createAuth, createHub, type HubLimits } from "@longwire/hub";
import { runCommand } from "../run-command.ts";
import { MemoryIo } from "../testing/memory-io.ts";
import { startServer } from "../testing/start-server.ts";

async function bench(args: readonly string[]): Promise<{ readonly code: number; readonly io: MemoryIo }> {
  const io = new MemoryIo();
  const code = await runCommand(["bench", ...args, "--seconds", "0.2", "--warm-up", "0.02", "--json"], io);
  await new Promise((resolve) => setImmediate(resolve)); // what was written is read
  return { code, io };
}

async function measured(args: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const { code, io } = await bench(args);
  assert.deepEqual([code, io.stderrText], [0, ""]);
  return JSON.parse(io.stdoutText);
}

const unlimited: Partial<HubLimits> = { framesPerSecond: 1e6, commandsPerSecond: 1e6, bytesPerSecond: 1e9 };

function startHub(t: TestContext, declared: ChannelOptions = {}, pingIntervalMs = 25_000): Promise<string> {
  const hub = createHub({
    channels: { bench: { subscribe: "allow", publish: "allow", history: {}, recovery: "stream", ...declared } },
    ...createAuth({ authenticate: () => ({ user: "load" }) }),
    limits: unlimited,
    times: { pingIntervalMs, pongTimeoutMs: 2 * pingIntervalMs },
  });
  t.after(() => hub.close());
  const request = { url: "/", headers: {}, remoteAddress: undefined };
  return startServer(t, (socket) => hub.accept(socket, request, "json"));
}

/** What of Socket.IO's protocol the load meets. */
function startSocketIo(t: TestContext): Promise<string> {
  const room = new Set<{ send(text: string): unknown }>();
  return startServer(t, (socket) => {
    socket.send('0{"sid":"a","pingInterval":25000}');
    socket.send("2");
    socket.on("message", (data) => {
      const text = String(data);
      if (text === "40") socket.send('40{"sid":"b"}');
      if (text === '420["subscribe","bench"]') {
        room.add(socket);
        socket.send("430[]");
      }
      if (text.startsWith('42["publish"')) {
        const [, , published] = JSON.parse(text.slice(2));
        for (const each of room) each.send(`42${JSON.stringify(["message", published])}`);
      }
    });
  });
}

for (const size of ["64", "1", "20000"]) {
  test(`fanout --hub centrifuge: counts every publication of ${size} bytes at every subscriber`, async (t) => {
    const url = await startHub(t, {}, 40);
    const args = ["fanout", url, "--hub", "centrifuge", "--connections", "5", "--in-flight", "3", "--size", size];
    const { lost, count = 0, p50Ms = 0 } = await measured(args);
    assert.equal(lost, 0);
    assert.ok(count > 0 && p50Ms > 0);
  });
}

test("fanout --hub socket.io: does so in that protocol", async (t) => {
  const url = await startSocketIo(t);
  const { lost, count = 0 } = await measured([
    "fanout",
    url,
    "--hub",
    "socket.io",
    "--connections",
    "4",
    "--in-flight",
    "2",
  ]);
  assert.equal(lost, 0);
  assert.ok(count > 0);
});

test("fanout --rate: publishes at a rate, times it, and waits for a slow reader to have the last of every key", async (t) => {
  const url = await startHub(t, { slowConsumer: { policy: "conflate" } });
  const flow = ["--connections", "60", "--rate", "500", "--size", "2000", "--slow-reader", "1000"];
  const { lost, count = 0, p99Ms = 0 } = await measured(["fanout", url, "--hub", "centrifuge", ...flow]);
  assert.equal(lost, 0);
  assert.ok(count > 0 && p99Ms > 0);
});

test("idle --hub --at-once: opens all at once, and says how long each took until it had subscribed", async (t) => {
  const url = await startHub(t);
  const {
    count,
    p50Ms = 0,
    maxMs = 0,
  } = await measured(["idle", url, "--hub", "centrifuge", "--connections", "300", "--at-once"]);
  assert.equal(count, 300);
  assert.ok(p50Ms > 0 && maxMs >= p50Ms);
});

test("a refusal of the hub ends the load with its words", async (t) => {
  const url = await startHub(t);
  const { code, io } = await bench(["idle", url, "--hub", "centrifuge", "--channel", "none", "--connections", "2"]);
  assert.equal(code, 1);
  assert.match(io.stderrText, /error 102: unknown channel/);
});

const refused: readonly (readonly [args: readonly string[], message: RegExp])[] = [
  [["fanout", "--hub", "other"], /"other" is none of: centrifuge, socket\.io/],
  [["echo", "--hub", "centrifuge"], /--hub means nothing to echo/],
  [["fanout", "--channel", "a"], /--channel is for --hub/],
  [["fanout", "--hub", "centrifuge", "--verify"], /--hub and --verify exclude each other/],
  [["fanout", "--hub", "centrifuge", "--slow-reader", "1"], /--slow-reader is for fanout with --hub and --rate/],
  [["fanout", "--rate", "5"], /--rate is for echo and for fanout with --hub/],
  [["echo", "--at-once"], /--at-once is for idle/],
];
for (const [args, message] of refused) {
  test(`bench ${args.join(" ")} is refused`, async () => {
    const [kind = "", ...more] = args;
    const { code, io } = await bench([kind, "ws://127.0.0.1:1", ...more]);
    assert.equal(code, 2);
    assert.match(io.stderrText, message);
  });
}
