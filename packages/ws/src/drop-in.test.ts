/** The package in the place of `ws`, in a folder of somebody else's: both module systems, and TypeScript. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";

const run = promisify(execFile);
const PACKAGE = join(import.meta.dirname, "..");
const ROOT = join(PACKAGE, "../..");
const CONDITION = "@longwire/source";
let folder = "";

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "longwire-ws-"));
  await mkdir(join(folder, "node_modules"));
  await symlink(PACKAGE, join(folder, "node_modules/ws"), "dir");
});
after(() => rm(folder, { recursive: true, force: true }));

async function runProgram(name: string, lines: readonly string[]): Promise<unknown> {
  const file = join(folder, name);
  await writeFile(file, lines.join("\n"));
  const { stdout } = await run(process.execPath, [`--conditions=${CONDITION}`, file], { cwd: folder });
  return JSON.parse(stdout);
}

const echo = [
  "const server = new WebSocketServer({ port: 0, host: '127.0.0.1' }, () => {",
  "  const client = new WebSocket('ws://127.0.0.1:' + server.address().port);",
  "  client.on('open', () => client.send('hello'));",
  "  client.on('message', (data) => {",
  "    console.log(JSON.stringify({ data: String(data), facts }));",
  "    client.close();",
  "    server.close();",
  "  });",
  "});",
  "server.on('connection', (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })));",
];

test("require gives the class with its statics", async () => {
  const result = await runProgram("program.cjs", [
    "const WebSocket = require('ws');",
    "const { WebSocketServer, Server, Sender, Receiver, createWebSocketStream } = WebSocket;",
    "const facts = [WebSocket.name, WebSocket.OPEN, Server === WebSocketServer, WebSocket.WebSocket === WebSocket];",
    "facts.push(...[Sender.frame, Receiver, createWebSocketStream].map((each) => typeof each));",
    ...echo,
  ]);
  assert.deepEqual(result, {
    data: "hello",
    facts: ["WebSocket", 1, true, true, "function", "function", "function"],
  });
});

test("import gives the class as the default, and everything by name", async () => {
  const result = await runProgram("program.mjs", [
    "import WebSocket, * as all from 'ws';",
    "import { createRequire } from 'node:module';",
    "const { WebSocketServer } = all;",
    "const facts = [Object.keys(all).sort(), createRequire(import.meta.url)('ws') === WebSocket, all.WebSocket === WebSocket];",
    ...echo,
  ]);
  const names = [
    "PerMessageDeflate",
    "Receiver",
    "Sender",
    "Server",
    "WebSocket",
    "WebSocketServer",
    "createWebSocketStream",
    "default",
  ];
  assert.deepEqual(result, {
    data: "hello",
    facts: [[...names, "extension", "module.exports", "subprotocol"], true, true],
  });
});

test("programs that were written against the types of ws compile", async () => {
  await writeFile(
    join(folder, "program.ts"),
    `import WebSocket, { createWebSocketStream, type ClientOptions, type RawData, WebSocketServer } from "ws";
import type { IncomingMessage } from "node:http";
const options: ClientOptions = { handshakeTimeout: 10, rejectUnauthorized: false, headers: { a: "b" } };
const same: WebSocket.ClientOptions = options;
class Mine extends WebSocket { readonly mine = 1; }
const server = new WebSocketServer({ noServer: true, WebSocket: Mine, verifyClient: (info, done) => done(info.secure) });
server.on("connection", (socket, request: IncomingMessage) => {
  const one: number = socket.mine;
  socket.on("message", (data: RawData, isBinary: boolean) => socket.send(data.toString(), { binary: isBinary }));
  socket.on("close", (code: number, reason: Buffer) => void [one, code, reason, request.url]);
});
for (const each of server.clients) if (each.readyState === WebSocket.OPEN) each.terminate();
const socket: WebSocket = new WebSocket("ws://localhost", ["a"], same);
socket.onmessage = (event: WebSocket.MessageEvent) => event.target.send(String(event.data));
socket.addEventListener("error", (event) => void event.message, { once: true });
socket.on("unexpected-response", (_request, response) => void response.statusCode);
socket.binaryType = "arraybuffer";
const named: WebSocket.Server = new WebSocket.Server({ port: 0 });
createWebSocketStream(socket, { encoding: "utf8" }).pipe(process.stdout);
// @ts-expect-error: the types are there, and are not any
const wrong: number = socket.url;
void [named, wrong];
`,
  );
  await writeFile(
    join(folder, "program.cts"),
    `import WebSocket = require("ws");
const data: WebSocket.Data = "text";
new WebSocket("ws://localhost").send(data);
`,
  );
  const compilerOptions = {
    module: "nodenext",
    target: "es2024",
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    customConditions: [CONDITION],
    types: ["node"],
    typeRoots: [join(ROOT, "node_modules/@types")],
    skipLibCheck: true,
  };
  await writeFile(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions, files: ["program.ts", "program.cts"] }),
  );
  const { stdout } = await run(join(ROOT, "node_modules/.bin/tsc"), ["-p", folder], { cwd: folder });
  assert.equal(stdout, "");
});
