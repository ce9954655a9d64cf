import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type ConnectOptions, WebSocket } from "@longwire/websocket";
import { runLongwire, spawnLongwire, startEcho } from "../testing/spawn-longwire.ts";

async function open(url: string, options: ConnectOptions = {}): Promise<WebSocket> {
  const socket = new WebSocket(url, [], options);
  const failed = once(socket, "close").then(([code]) => Promise.reject(new Error(`not open: ${code}`)));
  await Promise.race([once(socket, "open"), failed]);
  failed.catch(() => undefined);
  return socket;
}

async function nextMessage(socket: WebSocket): Promise<readonly [data: unknown, isBinary: boolean]> {
  const [data, isBinary] = await once(socket, "message");
  return [data, isBinary];
}

test("echo: text comes back as text, binary as binary, fragments as one message", async (t) => {
  const { url } = await startEcho(t);
  const socket = await open(url);
  socket.send("κόσμε");
  assert.deepEqual(await nextMessage(socket), ["κόσμε", false]);
  socket.send(Uint8Array.of(0, 255, 1));
  assert.deepEqual(await nextMessage(socket), [Buffer.from([0, 255, 1]), true]);
  socket.send("");
  assert.deepEqual(await nextMessage(socket), ["", false]);
  // RFC 6455 §5.4: fragments with a Ping between them.
  socket.send("one ", { fin: false });
  socket.ping("between");
  socket.send("message", { fin: true });
  assert.deepEqual(await nextMessage(socket), ["one message", false]);
  socket.close(1000);
  assert.equal((await socket.closed).wasClean, true);
});

test("echo: says on stderr what it leaves out, and on stdout nothing but its URL", async (t) => {
  const { url, command } = await startEcho(t);
  assert.match(url, /^ws:\/\/127\.0\.0\.1:\d+$/);
  command.process.kill("SIGTERM");
  const { stdout, stderr } = await command.ended;
  assert.equal(stdout.toString(), `listening on ${url}\n`);
  assert.match(stderr, /^longwire echo: .*no heartbeat.*any origin\n$/);
});

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  test(`echo: ${signal} closes every connection with 1001 (RFC 6455 §7.4.1) and ends with 0`, async (t) => {
    const { url, command } = await startEcho(t);
    const sockets = await Promise.all([open(url), open(url)]);
    command.process.kill(signal);
    for (const socket of sockets) {
      const { code, first, wasClean } = await socket.closed;
      assert.deepEqual([code, first, wasClean], [1001, "remote", true]);
    }
    assert.equal((await command.ended).code, 0);
  });
}

test("echo: a second signal does not wait for a client that does not answer", async (t) => {
  const { url, command } = await startEcho(t);
  const { hostname, port } = new URL(url);
  const mute = connect(Number(port), hostname);
  t.after(() => mute.destroy());
  mute.write(
    `GET / HTTP/1.1\r\nHost: ${hostname}:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
  );
  await once(mute, "data");
  command.process.kill("SIGTERM");
  const [close] = await once(mute, "data");
  assert.equal((close as Buffer).toString("hex"), "880203e9");
  const startedAt = performance.now();
  command.process.kill("SIGTERM");
  assert.equal((await command.ended).code, 0);
  // The closing handshake would have had 5 seconds.
  assert.ok(performance.now() - startedAt < 4000);
});

test("echo --deflate: agrees on permessage-deflate with who offers it, and without it does not (RFC 7692 §5)", async (t) => {
  const { url } = await startEcho(t, ["--deflate"]);
  const socket = await open(url, { perMessageDeflate: true });
  assert.match(socket.extensions, /^permessage-deflate/);
  const data = "again and ".repeat(500);
  socket.send(data);
  assert.deepEqual(await nextMessage(socket), [data, false]);
  const refusing = await open(url, { perMessageDeflate: false });
  const { url: plainUrl } = await startEcho(t);
  const plain = await open(plainUrl, { perMessageDeflate: true });
  assert.deepEqual([refusing.extensions, plain.extensions], ["", ""]);
  for (const each of [socket, refusing, plain]) each.terminate();
});

test("echo: any origin is let in", async (t) => {
  const { url } = await startEcho(t);
  const socket = await open(url, { origin: "https://elsewhere.example" });
  socket.close();
  assert.equal((await socket.closed).wasClean, true);
});

test("echo --fanout: every message goes to every connection, the sender included", async (t) => {
  const { url } = await startEcho(t, ["--fanout"]);
  const sockets = await Promise.all([open(url), open(url), open(url)]);
  for (const [data, isBinary] of [
    ["to all", false],
    [Buffer.from([1, 2]), true],
  ] as const) {
    const received = sockets.map(nextMessage);
    sockets[1]?.send(data);
    assert.deepEqual(
      await Promise.all(received),
      sockets.map(() => [data, isBinary]),
    );
  }
  for (const socket of sockets) socket.close();
});

test("echo --max-payload: a message of that size comes back, one byte more is answered with 1009", async (t) => {
  const { url } = await startEcho(t, ["--max-payload", "1000"]);
  const socket = await open(url);
  socket.send(Buffer.alloc(1000));
  assert.deepEqual(await nextMessage(socket), [Buffer.alloc(1000), true]);
  socket.send(Buffer.alloc(1001));
  assert.equal((await socket.closed).code, 1009);
});

test("echo: a port that is taken is told and not replaced", async (t) => {
  const { url } = await startEcho(t);
  const { port } = new URL(url);
  const { code, stdout, stderr } = await runLongwire(t, ["echo", "--port", port]);
  assert.deepEqual([code, stdout.toString()], [1, ""]);
  assert.equal(
    stderr,
    `longwire echo: cannot listen on 127.0.0.1:${port}: another program uses this port; choose another one, or 0 for any free one\n`,
  );
});

function makeCertificate(folder: string): { readonly cert: string; readonly key: string } {
  const cert = join(folder, "cert.pem");
  const key = join(folder, "key.pem");
  execFileSync(
    "openssl",
    [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"],
      ...[
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=IP:127.0.0.1,DNS:localhost",
        "-keyout",
        key,
        "-out",
        cert,
      ],
    ],
    { stdio: "ignore" },
  );
  return { cert, key };
}

test("echo --tls and connect --ca: wss both ways; a certificate that nobody vouches for is refused", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "longwire-cli-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const { cert, key } = makeCertificate(folder);
  const { url } = await startEcho(t, ["--tls", `${cert},${key}`]);
  assert.match(url, /^wss:\/\/127\.0\.0\.1:\d+$/);

  const socket = await open(url, { tls: { ca: readFileSync(cert) } });
  socket.send("safe");
  assert.deepEqual(await nextMessage(socket), ["safe", false]);
  socket.close();

  const trusted = await runLongwire(t, ["connect", url, "--ca", cert], "hi\n");
  assert.deepEqual([trusted.code, trusted.stdout.toString(), trusted.stderr], [0, "hi\n", ""]);
  const insecure = await runLongwire(t, ["connect", url, "--insecure"], "hi\n");
  assert.deepEqual([insecure.code, insecure.stdout.toString()], [0, "hi\n"]);
  const untrusted = await runLongwire(t, ["connect", url], "hi\n");
  assert.deepEqual([untrusted.code, untrusted.stdout.toString()], [1, ""]);
  assert.match(untrusted.stderr, /certificate is not trusted \(--ca FILE/);
  const plain = await runLongwire(t, ["connect", url.replace("wss:", "ws:")], "hi\n");
  assert.equal(plain.code, 1);
  assert.match(plain.stderr, /^longwire connect: cannot connect to ws:/);

  writeFileSync(key, "no key");
  const broken = await runLongwire(t, ["echo", "--port", "0", "--tls", `${cert},${key}`]);
  assert.equal(broken.code, 1);
  assert.match(broken.stderr, /^longwire echo: --tls: not a certificate with its key in PEM/);
});

test("echo --http2 and connect --http2: over one and the same port, with TLS and without", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "longwire-cli-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const { cert, key } = makeCertificate(folder);
  for (const tls of [[], ["--tls", `${cert},${key}`]]) {
    const { url } = await startEcho(t, ["--http2", ...tls]);
    for (const http2 of [["--http2"], []]) {
      const { code, stdout, stderr } = await runLongwire(t, ["connect", url, "--ca", cert, ...http2], "hi\n");
      assert.deepEqual([code, stdout.toString(), stderr], [0, "hi\n", ""]);
    }
  }
  const { url } = await startEcho(t);
  const { code, stderr } = await runLongwire(t, ["connect", url, "--http2"], "hi\n");
  assert.equal(code, 1);
  assert.match(stderr, /the server takes no WebSockets over HTTP\/2 \[RFC 8441 §3\]/);
});

test("echo: a client that does not read is not read from, and gets everything once it reads", async (t) => {
  const { url, command } = await startEcho(t);
  const socket = await open(url, { limits: { maxBufferedBytes: Number.POSITIVE_INFINITY, stallTimeoutMs: 0 } });
  socket.pause();
  const chunk = Buffer.alloc(256 * 1024, 1);
  const count = 256;
  for (let i = 0; i < count; i += 1) socket.send(chunk);
  // 64 MiB are on their way; the kernel takes some, and the server must not take the rest into memory.
  // Real waits: no event tells that another process has stopped reading.
  let before = -1;
  while (before !== socket.bufferedAmount) {
    before = socket.bufferedAmount;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  assert.ok(socket.bufferedAmount > 32 * 1024 * 1024, `only ${socket.bufferedAmount} bytes are held back`);
  let received = 0;
  const all = new Promise<void>((resolve) => {
    socket.on("message", (data) => {
      received += (data as Buffer).length;
      if (received === count * chunk.length) resolve();
    });
  });
  socket.resume();
  await all;
  socket.close();
  await socket.closed;
  command.process.kill("SIGTERM");
  assert.equal((await command.ended).code, 0);
});

test("echo: ends quietly when nobody reads what it prints", async (t) => {
  const command = spawnLongwire(t, ["echo", "--port", "0"]);
  command.process.stdout.destroy();
  await command.waitFor(/no heartbeat/).catch(() => undefined);
  command.process.kill("SIGTERM");
  const { stderr } = await command.ended;
  assert.doesNotMatch(stderr, /EPIPE|Error/);
});

test("echo --fanout: a slow reader holds the senders back and loses nothing", async (t) => {
  const { url } = await startEcho(t, ["--fanout"]);
  const limits = { maxBufferedBytes: Number.POSITIVE_INFINITY, stallTimeoutMs: 0 };
  const [sender, slow] = await Promise.all([open(url, { limits }), open(url)]);
  slow.pause();
  const count = 1024;
  let returned = 0;
  sender.on("message", () => {
    returned += 1;
  });
  for (let i = 0; i < count; i += 1) sender.send(Buffer.alloc(64 * 1024, i % 251));
  // Real waits: no event tells that another process sends nothing more.
  let before = -1;
  while (before !== returned) {
    before = returned;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  assert.ok(returned < count / 2, `${returned} of ${count} messages got past the slow reader`);

  const firstBytes: number[] = [];
  const all = new Promise<void>((resolve) => {
    slow.on("message", (data) => firstBytes.push((data as Buffer)[0] as number) === count && resolve());
  });
  slow.resume();
  await all;
  assert.deepEqual(
    firstBytes,
    Array.from({ length: count }, (_, i) => i % 251),
  );
  sender.close();
  slow.close();
});
