import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { describe, it } from "node:test";
import { serverPaths } from "../testing/server-paths.ts";

/**
 * Runs `program` in a process of its own, with the package's entry imported. `connect(path)` gives it a server and both ends of
 * a connection on one of `serverPaths`; a server that it does not close keeps it running.
 */
async function run(program: string): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const [entry, paths] = ["../index.ts", "../testing/server-paths.ts"].map((file) => new URL(file, import.meta.url));
  const module = `
    import { once } from "node:events";
    import { until } from "@longwire/testkit";
    import { WebSocket } from ${JSON.stringify(entry)};
    import { serverPaths } from ${JSON.stringify(paths)};
    const noTest = { after() {} };
    async function connect(path) {
      const { server, http, port } = await path.start(noTest);
      const connected = once(server, "connection");
      const client = new WebSocket(path.url(port), [], path.clientOptions);
      const opened = once(client, "open");
      const [socket] = await connected;
      await opened;
      return { server, http, client, socket };
    }
    ${program}`;
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

/** The same of every path. */
function everywhere(...lines: readonly string[]): string[] {
  return serverPaths.flatMap(({ name }) => [name, ...lines]);
}

describe("a listener that throws, on every path", { timeout: 20_000 }, () => {
  it("is an uncaught exception, and the connection goes on", async () => {
    const { code, stdout, stderr } = await run(`
      let uncaught = [];
      process.on("uncaughtException", (error) => uncaught.push(error.message));
      for (const path of serverPaths) {
        console.log(path.name);
        uncaught = [];
        const { server, http, client, socket } = await connect(path);
        client.addEventListener("message", ({ data }) => { throw new Error("in message " + data); });
        client.on("ping", () => { throw new Error("in ping"); });
        client.on("close", () => { throw new Error("in close"); });
        socket.on("pong", () => { throw new Error("in pong"); });
        socket.on("close", () => { throw new Error("in close of the server"); });
        socket.send("1", () => { throw new Error("in callback"); });
        socket.send("2");
        socket.ping();
        client.on("close", () => console.log("later listener"));
        await until("all but the closes have thrown", () => uncaught.length === 5);
        console.log(client.readyState, socket.readyState);
        await server.close();
        http?.close();
        await client.closed;
        console.log(client.readyState, socket.readyState, server.clients.size);
        await new Promise((resolve) => setImmediate(resolve));
        console.log(uncaught.sort().join("; "));
      }
    `);
    const lines = everywhere(
      "1 1",
      "later listener",
      "3 3 0",
      "in callback; in close; in close of the server; in message 1; in message 2; in ping; in pong",
    );
    assert.deepEqual(stdout.trim().split("\n"), lines, stderr);
    assert.equal(code, 0);
  });

  it("of the server's events does not disturb the handshake of others", async () => {
    const { stdout } = await run(`
      let uncaught = [];
      process.on("uncaughtException", (error) => uncaught.push(error.message));
      for (const path of serverPaths) {
        console.log(path.name);
        uncaught = [];
        const { server, http, port } = await path.start(noTest, { path: "/" });
        server.on("connection", () => { throw new Error("in connection"); });
        server.on("refused", () => { throw new Error("in refused"); });
        const bad = new WebSocket(path.url(port, "/x"), [], path.clientOptions);
        await bad.closed;
        const good = new WebSocket(path.url(port), [], path.clientOptions);
        await once(good, "open");
        console.log(uncaught.join("; "), good.readyState, server.clients.size);
        await server.close();
        http?.close();
      }
    `);
    assert.deepEqual(stdout.trim().split("\n"), everywhere("in refused; in connection 1 1"));
  });
});

describe("a listener that throws where nobody catches it", { timeout: 20_000 }, () => {
  // By handles and by sockets: what comes after the exception is no path's business any more.
  for (const at of [0, 1]) {
    it(`ends the process, as any other exception does [${serverPaths[at]?.name}]`, async () => {
      const { code, stderr } = await run(`
        const { client, socket } = await connect(serverPaths[${at}]);
        client.on("message", () => { throw new Error("unhandled of the application"); });
        socket.send("x");
        await client.closed; // never: the server goes on
      `);
      assert.equal(code, 1);
      assert.match(stderr, /unhandled of the application/);
    });
  }
});
