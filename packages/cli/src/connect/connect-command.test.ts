import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { test } from "node:test";
import type { WebSocket } from "@longwire/websocket";
import type { CloseResult } from "@longwire/wire";
import { runLongwire, spawnLongwire, startEcho } from "../testing/spawn-longwire.ts";
import { startServer, startTcpServer } from "../testing/start-server.ts";

function echo(socket: WebSocket): void {
  socket.on("message", (data) => socket.send(data));
}

test("in a pipe: lines are messages, replies are lines, and nothing else is written", async (t) => {
  const { url } = await startEcho(t);
  const { code, stdout, stderr } = await runLongwire(t, ["connect", url], "one\r\n\nκόσμε\u2028two\nno newline");
  assert.equal(stderr, "");
  assert.equal(stdout.toString(), "one\n\nκόσμε\u2028two\nno newline\n");
  assert.equal(code, 0);
});

test("in a pipe: no input at all is no message", async (t) => {
  const { url } = await startEcho(t);
  const { code, stdout, stderr } = await runLongwire(t, ["connect", url], "");
  assert.deepEqual([code, stdout.length, stderr], [0, 0, ""]);
});

test("in a pipe: much goes through whole and in order, with backpressure", async (t) => {
  const { url } = await startEcho(t);
  const lines = Array.from({ length: 200_000 }, (_, i) => `line ${i} ${"x".repeat(i % 90)}\n`).join("");
  const { code, stdout } = await runLongwire(t, ["connect", url], lines);
  assert.equal(code, 0);
  assert.ok(stdout.toString() === lines);
});

test("in a pipe: a reply that takes a while is waited for, with --wait", async (t) => {
  const url = await startServer(t, (socket) => {
    // A real wait: longer than the command waits of its own accord.
    socket.on("message", (data) => setTimeout(() => socket.send(`late ${String(data)}`), 200));
  });
  const { code, stdout } = await runLongwire(t, ["connect", url, "--wait", "1000"], "hi\n");
  assert.deepEqual([code, stdout.toString()], [0, "late hi\n"]);
});

test("in a pipe: what arrives until the connection has ended is written", async (t) => {
  const url = await startServer(t, (socket) => {
    socket.on("message", () => undefined);
    socket.on("pong", () => undefined);
    socket.on("ping", () => {
      for (let i = 0; i < 1000; i += 1) socket.send(`reply ${i}`);
      socket.close(1000);
    });
  });
  const { code, stdout } = await runLongwire(t, ["connect", url], "hi\n");
  assert.equal(code, 0);
  assert.equal(stdout.toString().split("\n").length, 1001);
});

test("--binary sends bytes, which come back as hex, or as they are with --raw", async (t) => {
  const { url } = await startEcho(t);
  const input = Buffer.from("00ff0a680a", "hex");
  const asHex = await runLongwire(t, ["connect", url, "--binary"], input);
  assert.equal(asHex.stdout.toString(), "00ff\n68\n");
  const raw = await runLongwire(t, ["connect", url, "--binary", "--raw"], input);
  assert.equal(raw.stdout.toString("hex"), "00ff68");
});

test("input that is not UTF-8 is refused before it is sent (RFC 6455 §5.6)", async (t) => {
  const received: unknown[] = [];
  const url = await startServer(t, (socket) => socket.on("message", (data) => received.push(data)));
  const { code, stderr } = await runLongwire(t, ["connect", url], Buffer.from("6f6b0aff0a", "hex"));
  assert.deepEqual([code, received], [1, ["ok"]]);
  assert.equal(stderr, "longwire connect: line 2 of the input is not UTF-8: --binary sends lines as bytes\n");
});

/** Masking keys are random; everything else of the output is fixed. */
function withoutRandom(text: string): string[] {
  return text
    .replace(/mask=[0-9a-f]{8}/g, "mask=KEY")
    .replace(/len=\d+ "longwire \d+"/g, "len=N MARK")
    .trimEnd()
    .split("\n");
}

test("--frames shows every frame of both directions on stderr, control frames too", async (t) => {
  const url = await startServer(t, (socket) => {
    socket.on("message", () => {
      socket.ping("server ping");
      socket.send("Hel", { fin: false });
      socket.ping();
      socket.send("lo", { fin: true });
      socket.send(Buffer.alloc(100, 0xab));
      socket.pong("unasked");
    });
  });
  const { code, stdout, stderr } = await runLongwire(t, ["connect", url, "--frames"], "hello\n");
  assert.equal(code, 0);
  assert.equal(stdout.toString(), `Hello\n${"ab".repeat(100)}\n`);
  const lines = withoutRandom(stderr);
  assert.deepEqual(
    lines.filter((line) => line.startsWith("←")),
    [
      '← FIN PING len=11 "server ping"',
      '← --- TEXT len=3 "Hel"',
      "← FIN PING len=0",
      '← FIN CONTINUATION len=2 "lo"',
      `← FIN BINARY len=100 ${"ab".repeat(64)} …`,
      '← FIN PONG len=7 "unasked"',
      "← FIN PONG len=N MARK",
      "← FIN CLOSE len=2 1000",
    ],
  );
  assert.deepEqual(
    lines.filter((line) => line.startsWith("→")),
    [
      '→ FIN TEXT mask=KEY len=5 "hello"',
      "→ FIN PING mask=KEY len=N MARK",
      '→ FIN PONG mask=KEY len=11 "server ping"',
      "→ FIN PONG mask=KEY len=0",
      "→ FIN CLOSE mask=KEY len=2 1000",
    ],
  );
  assert.equal(lines.length, 13);
});

/** A 101 for whatever key is asked with, and then `bytes` in the same write. */
function acceptAndSend(bytes: Buffer): Parameters<typeof startTcpServer>[1] {
  return (socket) => {
    socket.once("data", (head: Buffer) => {
      const key = /sec-websocket-key: (\S+)/i.exec(head.toString())?.[1] ?? "";
      const accept = createHash("sha1").update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
      const lines = ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade"];
      const answer = `${[...lines, `Sec-WebSocket-Accept: ${accept}`].join("\r\n")}\r\n\r\n`;
      socket.write(Buffer.concat([Buffer.from(answer), bytes]));
      socket.on("data", () => undefined).on("end", () => socket.end());
    });
  };
}

test("--frames shows frames that came with the handshake, and those that break the rules", async (t) => {
  const url = await startTcpServer(t, acceptAndSend(Buffer.from("81026869c100", "hex")));
  const { code, stdout, stderr } = await runLongwire(t, ["connect", url, "--frames", "--wait", "5000"]);
  assert.deepEqual([code, stdout.toString()], [1, "hi\n"]);
  const lines = withoutRandom(stderr);
  assert.deepEqual(lines.slice(0, 2), ['← FIN TEXT len=2 "hi"', "← FIN RSV1 TEXT len=0"]);
  assert.ok(lines.includes('→ FIN CLOSE mask=KEY len=20 1002 "RSV1 must be clear"'), stderr);
  assert.equal(
    lines.at(-1),
    "longwire connect: closed 1002 (protocol error): RSV1 must be clear [RFC 6455 §5.2]; " +
      'the server was told 1002 (protocol error) "RSV1 must be clear"',
  );
});

test("the headers, the origin and the subprotocols that are asked for are sent", async (t) => {
  let seen: Readonly<Record<string, string | undefined>> = {};
  const url = await startServer(
    t,
    (socket, headers) => {
      seen = headers;
      echo(socket);
    },
    { origin: "any", subprotocols: ["v2"] },
  );
  const args = ["--header", "X-One: 1", "--header", "Authorization:Bearer a:b", "--origin", "https://example.com"];
  const subprotocols = ["--subprotocol", "v3", "--subprotocol", "v2"];
  const { code } = await runLongwire(t, ["connect", url, ...args, ...subprotocols], "x\n");
  assert.equal(code, 0);
  assert.equal(seen["x-one"], "1");
  assert.equal(seen.authorization, "Bearer a:b");
  assert.equal(seen.origin, "https://example.com");
  assert.equal(seen["sec-websocket-protocol"], "v3, v2");
});

test("a refused handshake is told with status and rule, and ends with 1", async (t) => {
  const url = await startServer(t, echo, { path: "/there" });
  const { code, stdout, stderr } = await runLongwire(t, ["connect", `${url}/elsewhere`], "x\n");
  assert.deepEqual([code, stdout.length], [1, 0]);
  assert.equal(
    stderr,
    `longwire connect: cannot connect to ${url}/elsewhere: the server did not switch protocols: it answered 404 Not Found [RFC 6455 §4.1]\n`,
  );
});

test("a port that nobody listens on is told, and ends with 1", async (t) => {
  const { code, stdout, stderr } = await runLongwire(t, ["connect", "ws://127.0.0.1:1/"], "x\n");
  assert.deepEqual([code, stdout.length], [1, 0]);
  assert.match(stderr, /^longwire connect: cannot connect to ws:\/\/127\.0\.0\.1:1\/: nothing listens there/);
});

test("a server that is none is told, and ends with 1", async (t) => {
  const url = await startTcpServer(t, (socket) => socket.end("220 \x1b[2Jmail.example ESMTP\r\n\r\n"));
  const { code, stderr } = await runLongwire(t, ["connect", url], "x\n");
  assert.equal(code, 1);
  assert.match(stderr, /^longwire connect: cannot connect to .*HTTP/);
  assert.ok(!stderr.includes("\x1b"));
});

test("a connection that breaks is told as 1006, and ends with 1 though input is still open", async (t) => {
  const url = await startServer(t, (socket) => socket.terminate());
  const command = spawnLongwire(t, ["connect", url]);
  const { code, stderr } = await command.ended;
  assert.equal(code, 1);
  assert.match(stderr, /^longwire connect: closed 1006 \(abnormal\): /);
});

const serverCloses: readonly (readonly [code: number, reason: string, exitCode: number, stderr: string])[] = [
  [1000, "bye", 0, ""],
  [1001, "", 0, ""],
  [4000, "no\x1b[2J", 1, 'longwire connect: closed 4000 "no\\x1b[2J": the server closed first\n'],
  [1008, "go away", 1, 'longwire connect: closed 1008 (policy violation) "go away": the server closed first\n'],
  [1011, "", 1, "longwire connect: closed 1011 (internal error): the server closed first\n"],
];

for (const [closeCode, reason, exitCode, message] of serverCloses) {
  test(`a server that closes with ${closeCode} ends the command with ${exitCode}, input open or not`, async (t) => {
    const url = await startServer(t, (socket) => socket.close(closeCode, reason));
    const { code, stdout, stderr } = await spawnLongwire(t, ["connect", url]).ended;
    assert.deepEqual([code, stdout.length, stderr], [exitCode, 0, message]);
  });
}

test("input that could not be sent, because the server closed before, is told and ends with 1", async (t) => {
  const url = await startServer(t, (socket) => socket.once("message", () => socket.close(1000)));
  const command = spawnLongwire(t, ["connect", url]);
  command.process.stdin.write("line\n".repeat(2_000_000));
  const { code, stderr } = await command.ended;
  assert.equal(code, 1);
  assert.match(stderr, /^longwire connect: the connection closed before line \d+ of the input was sent$/m);
});

test("--close-code is what the server sees; by default it is 1000", async (t) => {
  const closes: Promise<CloseResult>[] = [];
  const url = await startServer(t, (socket) => closes.push(socket.closed));
  assert.equal((await runLongwire(t, ["connect", url, "--close-code", "4711"])).code, 0);
  assert.equal((await runLongwire(t, ["connect", url])).code, 0);
  const results = await Promise.all(closes);
  assert.deepEqual(
    results.map(({ code }) => code),
    [4711, 1000],
  );
});

test("--max-payload: a longer message closes with 1009 and ends with 1", async (t) => {
  const { url } = await startEcho(t);
  const { code, stdout, stderr } = await runLongwire(t, ["connect", url, "--max-payload", "3"], "abc\nabcd\n");
  assert.deepEqual([code, stdout.toString()], [1, "abc\n"]);
  assert.match(stderr, /^longwire connect: closed 1009 \(message too big\)/);
});

test("a reader that goes away (| head -1) ends the command quietly with 0", async (t) => {
  const url = await startServer(t, (socket) => {
    const timer = setInterval(() => socket.send("tick ".repeat(1000)), 1);
    socket.on("close", () => clearInterval(timer));
  });
  const command = spawnLongwire(t, ["connect", url]);
  await once(command.process.stdout, "data");
  command.process.stdout.destroy();
  const { code, stderr } = await command.ended;
  assert.deepEqual([code, stderr], [0, ""]);
});

for (const [signal, exitCode] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  test(`${signal} in a pipe closes with 1001 and ends with ${exitCode}`, async (t) => {
    const closed = Promise.withResolvers<number>();
    const url = await startServer(t, (socket) => {
      socket.on("close", (code) => closed.resolve(code));
      socket.send("ready");
    });
    const command = spawnLongwire(t, ["connect", url]);
    await command.waitFor(/^ready$/m);
    command.process.kill(signal);
    const { code, stderr } = await command.ended;
    assert.deepEqual([code, stderr, await closed.promise], [exitCode, "", 1001]);
  });
}
