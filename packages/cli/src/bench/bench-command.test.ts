import assert from "node:assert/strict";
import { test } from "node:test";
import { runCommand } from "../run-command.ts";
import { MemoryIo } from "../testing/memory-io.ts";
import { startServer, startTcpServer } from "../testing/start-server.ts";

/** Runs `longwire bench` with short times. */
async function bench(args: readonly string[]): Promise<{ readonly code: number; readonly io: MemoryIo }> {
  const io = new MemoryIo();
  const code = await runCommand(["bench", ...args, "--seconds", "0.1", "--warm-up", "0.02"], io);
  await new Promise((resolve) => setImmediate(resolve)); // what was written is read
  return { code, io };
}

async function benchJson(args: readonly string[]): Promise<Readonly<Record<string, unknown>>> {
  const { code, io } = await bench([...args, "--json"]);
  assert.deepEqual([code, io.stderrText], [0, ""]);
  assert.equal(io.stdoutText.trimEnd().split("\n").length, 1);
  return JSON.parse(io.stdoutText);
}

const startEcho = (t: Parameters<typeof startServer>[0]): Promise<string> =>
  startServer(t, (socket) => socket.on("message", (data, isBinary) => socket.send(data, { binary: isBinary })));

function assertAllArrived(result: Readonly<Record<string, unknown>>): void {
  const { lost, duplicated, reordered, corrupted, count, p50Ms, p999Ms } = result;
  assert.deepEqual({ lost, duplicated, reordered, corrupted }, { lost: 0, duplicated: 0, reordered: 0, corrupted: 0 });
  assert.ok(Number(count) > 0 && Number(p50Ms) > 0 && Number(p999Ms) >= Number(p50Ms));
}

for (const more of [[], ["--verify"], ["--size", "200000"], ["--size", "1", "--verify"], ["--size", "0"]]) {
  test(`echo ${more.join(" ")}: counts and times what comes back`, async (t) => {
    const url = await startEcho(t);
    assertAllArrived(await benchJson(["echo", url, "--connections", "3", "--in-flight", "4", ...more]));
  });
}

test("echo --in-flight-total: fewer messages than connections move from one to the next", async (t) => {
  const seen = new Set<unknown>();
  const url = await startServer(t, (socket) =>
    socket.on("message", (data) => {
      seen.add(socket);
      socket.send(data);
    }),
  );
  assertAllArrived(await benchJson(["echo", url, "--connections", "9", "--in-flight-total", "2", "--verify"]));
  assert.equal(seen.size, 9);
});

test("echo --rate: sends that many, whether or not answers come", async (t) => {
  const url = await startServer(t, () => undefined);
  const { code, io } = await bench(["echo", url, "--connections", "2", "--rate", "200", "--patience", "0.2"]);
  assert.equal(code, 1);
  assert.match(io.stdoutText, /200 a second/);
  assert.match(io.stdoutText, /^lost [1-9]/m);
  assert.match(io.stderrText, /messages did not arrive as they should/);
});

test("echo --patience: what comes late, but within it, is not lost", async (t) => {
  const held: (() => void)[] = [];
  const url = await startServer(t, (socket) => socket.on("message", (data) => held.push(() => socket.send(data))));
  const timer = setInterval(() => {
    for (const answer of held.splice(0)) answer();
  }, 700);
  t.after(() => clearInterval(timer));
  const result = await benchJson(["echo", url, "--connections", "1", "--rate", "50", "--patience", "1.5"]);
  assert.equal(result.lost, 0);
});

test("fanout: counts deliveries to everyone", async (t) => {
  const sockets = new Set<{ send(data: unknown): unknown }>();
  const url = await startServer(t, (socket) => {
    sockets.add(socket as never);
    socket.on("message", (data) => {
      for (const each of sockets) each.send(data);
    });
  });
  assertAllArrived(await benchJson(["fanout", url, "--connections", "5", "--in-flight", "3", "--verify"]));
});

test("--verify: what is lost, sent twice or changed is counted", async (t) => {
  let number = 0;
  const url = await startServer(t, (socket) =>
    socket.on("message", (data) => {
      number += 1;
      if (number % 100 === 10) return;
      if (number % 100 === 20) socket.send(data);
      if (number % 100 === 30) (data as Buffer)[9] = 0;
      socket.send(data);
    }),
  );
  const { code, io } = await bench(["echo", url, "--connections", "1", "--in-flight", "50", "--verify", "--json"]);
  assert.equal(code, 1);
  const { lost, duplicated, corrupted, reordered } = JSON.parse(io.stdoutText);
  assert.ok(lost > 0 && duplicated > 0 && corrupted > 0 && reordered === 0, io.stdoutText);
});

test("connect: counts handshakes", async (t) => {
  const url = await startServer(t, () => undefined);
  const { count, connections } = await benchJson(["connect", url, "--connections", "4"]);
  assert.ok(Number(count) > 0 && connections === 4);
});

test("idle: opens the connections, answers Pings (RFC 6455 §5.5.2), and ends them", async (t) => {
  let pongs = 0;
  const url = await startServer(t, (socket) => {
    socket.ping("there?");
    socket.on("pong", (data) => {
      if (String(data) === "there?") pongs += 1;
    });
  });
  const { count } = await benchJson(["idle", url, "--connections", "20"]);
  assert.deepEqual([count, pongs], [20, 20]);
});

test("a signal ends early, with the result so far", async (t) => {
  const io = new MemoryIo();
  const url = await startServer(t, (socket) => {
    socket.on("message", (data) => {
      socket.send(data);
      io.stop("SIGINT");
    });
  });
  assert.equal(await runCommand(["bench", "echo", url, "--warm-up", "0", "--seconds", "1000", "--json"], io), 0);
  await io.waitFor(/\n/);
  assert.ok(Number(JSON.parse(io.stdoutText).seconds) < 100);
});

const refusal = "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n";
const broken: readonly (readonly [title: string, answer: string, message: RegExp])[] = [
  ["refuses", refusal, /it answered "HTTP\/1.1 503 Service Unavailable"/],
  ["proves nothing", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", /it answered "HTTP\/1.1 101/],
  ["closes", "", /the server closed the connection/],
];

for (const [title, answer, message] of broken) {
  for (const kind of ["echo", "connect"]) {
    test(`${kind}: a server that ${title} is told, with exit code 1`, async (t) => {
      const url = await startTcpServer(t, (socket) => void socket.once("data", () => socket.end(answer)));
      const { code, io } = await bench([kind, url, "--connections", "1"]);
      assert.equal(code, 1);
      assert.match(io.stderrText, message);
    });
  }
}

test("a server that closes with a code is told with that code", async (t) => {
  const url = await startServer(t, (socket) => socket.on("message", () => socket.close(4000)));
  const { code, io } = await bench(["echo", url, "--connections", "1"]);
  assert.equal(code, 1);
  assert.match(io.stderrText, /connection 1 of 1 to ws:.*the server closed a connection with 4000/);
});

const wrong: readonly (readonly [args: readonly string[], message: RegExp])[] = [
  [[], /the kind of load is missing/],
  [["echo"], /URL is missing/],
  [["flood", "ws://127.0.0.1/"], /"flood" is none of: echo, fanout, connect, idle/],
  [["echo", "http://127.0.0.1/"], /neither ws: nor wss:/],
  [["echo", "nowhere"], /is not a URL/],
  [["connect", "ws://127.0.0.1/", "--size", "3"], /--size means nothing to connect/],
  [["echo", "ws://127.0.0.1/", "--rate", "3", "--in-flight", "3"], /exclude each other/],
  [["fanout", "ws://127.0.0.1/", "--rate", "3"], /--rate is for echo/],
  [["echo", "ws://127.0.0.1/", "--size", "1", "--in-flight", "200", "--verify"], /cannot tell 200 messages/],
  [["echo", "ws://127.0.0.1/", "--size", "0", "--verify"], /--size must be a whole number from 1/],
  [["echo", "ws://127.0.0.1/", "--connections", "0"], /--connections must be a whole number from 1/],
];

for (const [args, message] of wrong) {
  test(`longwire bench ${args.join(" ")} says what is wrong and ends with 2`, async () => {
    const io = new MemoryIo();
    assert.equal(await runCommand(["bench", ...args], io), 2);
    assert.match(io.stderrText, message);
  });
}

test("--seconds takes decimals and nothing else", async () => {
  const io = new MemoryIo();
  assert.equal(await runCommand(["bench", "echo", "ws://127.0.0.1/", "--seconds", "soon"], io), 2);
  assert.match(io.stderrText, /--seconds must be a number of seconds/);
});
