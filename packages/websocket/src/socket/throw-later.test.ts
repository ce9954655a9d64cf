import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { describe, it } from "node:test";

/** Runs `program` (a module with the package's entry imported) in a process of its own. */
async function run(program: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const entry = JSON.stringify(new URL("../index.ts", import.meta.url));
  const module = `import { WebSocket, WebSocketServer } from ${entry}; import { once } from "node:events"; ${program}`;
  const options = [
    "--conditions=@longwire/source",
    "--unhandled-rejections=strict",
    "--input-type=module",
    "-e",
    module,
  ];
  const child = spawn(process.execPath, options, { stdio: ["ignore", "pipe", "pipe"], timeout: 10_000 });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit") as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}

const connect = `
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  const connected = once(server, "connection");
  const client = new WebSocket("ws://127.0.0.1:" + server.address().port);
  const opened = once(client, "open");
  const [socket] = await connected;
  await opened;
`;

describe("a listener that throws", { timeout: 20_000 }, () => {
  it("is an uncaught exception, and the connection goes on", async () => {
    const { code, stdout, stderr } = await run(`
      const uncaught = [];
      process.on("uncaughtException", (error) => uncaught.push(error.message));
      ${connect}
      client.addEventListener("message", ({ data }) => { throw new Error("in message " + data); });
      client.on("ping", () => { throw new Error("in ping"); });
      client.on("close", () => { throw new Error("in close"); });
      socket.on("pong", () => { throw new Error("in pong"); });
      socket.on("close", () => { throw new Error("in close of the server"); });
      socket.send("1", () => { throw new Error("in callback"); });
      socket.send("2");
      socket.ping();
      client.on("close", () => console.log("later listener"));
      await new Promise((resolve) => setTimeout(resolve, 30));
      console.log(client.readyState, socket.readyState);
      await server.close();
      await client.closed;
      console.log(client.readyState, socket.readyState, server.clients.size);
      await new Promise((resolve) => setImmediate(resolve));
      console.log(uncaught.sort().join("; "));
    `);
    assert.deepEqual(
      stdout.trim().split("\n"),
      [
        "1 1",
        "later listener",
        "3 3 0",
        "in callback; in close; in close of the server; in message 1; in message 2; in ping; in pong",
      ],
      stderr,
    );
    assert.equal(code, 0);
  });

  it("ends a process that does not catch it, as any other exception does", async () => {
    const { code, stderr } = await run(`
      ${connect}
      client.on("message", () => { throw new Error("unhandled of the application"); });
      socket.send("x");
      await new Promise(() => setTimeout(() => {}, 5000));
    `);
    assert.equal(code, 1);
    assert.match(stderr, /unhandled of the application/);
  });

  it("of the server's events does not disturb the handshake of others", async () => {
    const { stdout } = await run(`
      const uncaught = [];
      process.on("uncaughtException", (error) => uncaught.push(error.message));
      const server = new WebSocketServer({ port: 0, host: "127.0.0.1", path: "/" });
      await once(server, "listening");
      server.on("connection", () => { throw new Error("in connection"); });
      server.on("refused", () => { throw new Error("in refused"); });
      const url = "ws://127.0.0.1:" + server.address().port;
      const bad = new WebSocket(url + "/x");
      await bad.closed;
      const good = new WebSocket(url);
      await once(good, "open");
      console.log(uncaught.join("; "), good.readyState, server.clients.size);
      await server.close();
    `);
    assert.equal(stdout.trim(), "in refused; in connection 1 1");
  });
});
