import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { WebSocket } from "@longwire/websocket";
import { runCommand } from "../run-command.ts";
import { MemoryIo } from "../testing/memory-io.ts";
import { startServer } from "../testing/start-server.ts";

interface Session {
  readonly io: MemoryIo;
  readonly exitCode: Promise<number>;
  /** How the server saw it end. */
  readonly closed: Promise<readonly [code: number, reason: string]>;
}

async function start(t: TestContext, onConnection: (socket: WebSocket) => void, args: string[] = []): Promise<Session> {
  const closed = Promise.withResolvers<readonly [number, string]>();
  const url = await startServer(t, (socket) => {
    socket.on("close", (code, reason) => closed.resolve([code, reason]));
    onConnection(socket);
  });
  const io = new MemoryIo({ isTTY: true });
  const exitCode = runCommand(["connect", url, ...args], io);
  await io.waitFor(/connected to ws:/);
  return { io, exitCode, closed: closed.promise };
}

function echo(socket: WebSocket): void {
  socket.on("message", (data) => socket.send(data));
}

const CTRL_D = "\x04";
const CTRL_C = "\x03";

test("at a terminal: typed lines are sent, replies are shown above the prompt, Ctrl+D closes with 1000", async (t) => {
  const { io, exitCode, closed } = await start(t, echo);
  await io.waitFor(/> /);
  io.stdin.write("hello\r");
  await io.waitFor(/< hello/);
  io.stdin.write(CTRL_D);
  assert.equal(await exitCode, 0);
  assert.match(io.stderrText, /\/help lists what can be typed/);
  assert.match(io.stderrText, /closed 1000 \(normal\): we closed first, the server answered/);
  assert.deepEqual(await closed, [1000, ""]);
});

test("at a terminal: what is being typed is not lost when a message arrives", async (t) => {
  const sockets: WebSocket[] = [];
  const { io, exitCode } = await start(t, (socket) => {
    sockets.push(socket);
    echo(socket);
  });
  io.stdin.write("half");
  await io.waitFor(/half/);
  sockets[0]?.send("interruption");
  await io.waitFor(/< interruption[\s\S]*half/);
  io.stdin.write(" and whole\r");
  await io.waitFor(/< half and whole/);
  io.stdin.write(CTRL_C);
  assert.equal(await exitCode, 0);
});

test("at a terminal: commands ping, send binary, explain themselves, and close", async (t) => {
  const { io, exitCode, closed } = await start(t, echo);
  io.stdin.write("/help\r");
  await io.waitFor(/\/binary HEX/);
  io.stdin.write("/ping are you there\r");
  await io.waitFor(/pong "are you there", after \d+\.\d ms/);
  io.stdin.write("/binary 00 ff4a\r");
  await io.waitFor(/< binary, 3 bytes: 00ff4a/);
  io.stdin.write("//slash\r");
  await io.waitFor(/< \/slash/);
  io.stdin.write("/binary 0\r");
  await io.waitFor(/pairs of hexadecimal digits/);
  io.stdin.write("/nonsense\r");
  await io.waitFor(/there is no command \/nonsense/);
  io.stdin.write("/close 1006\r");
  await io.waitFor(/1006/);
  io.stdin.write(`/ping ${"x".repeat(126)}\r`);
  await io.waitFor(/125/);
  io.stdin.write("/close 4001 see you\r");
  assert.equal(await exitCode, 0);
  assert.deepEqual(await closed, [4001, "see you"]);
});

test("at a terminal: text of strangers cannot move the cursor", async (t) => {
  const { io, exitCode } = await start(t, (socket) => {
    socket.send("a\x1b[2Jb\u202e\nc");
    socket.close(4002, "\x1b]0;title\x07");
  });
  assert.equal(await exitCode, 1);
  assert.ok(io.stdoutText.includes("< a\\x1b[2Jb\\u202e\nc"));
  assert.ok(io.stderrText.includes('closed 4002 "\\x1b]0;title\\x07": the server closed first'));
});

test("at a terminal: --binary sends what is typed as bytes, and a long binary message is shown in part", async (t) => {
  const { io, exitCode } = await start(
    t,
    (socket) => {
      echo(socket);
      socket.send(Buffer.alloc(2000, 0xcd));
    },
    ["--binary"],
  );
  await io.waitFor(/< binary, 2000 bytes: (cd){1024}…/);
  io.stdin.write("hi\r");
  await io.waitFor(/< binary, 2 bytes: 6869/);
  io.stdin.write(CTRL_D);
  assert.equal(await exitCode, 0);
});

test("at a terminal: a second stop signal does not wait for the server", async (t) => {
  const { io, exitCode } = await start(t, (socket) => socket.pause());
  io.stop("SIGTERM");
  io.stop("SIGTERM");
  assert.equal(await exitCode, 143);
});
