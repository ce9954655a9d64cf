/**
 * `longwire serve` within the process of a test, on a free port, until the test ends.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { WebSocket } from "@longwire/websocket";
import { runCommand } from "../run-command.ts";
import { MemoryIo } from "./memory-io.ts";

/** A configuration as a file. */
export interface ConfigFile {
  readonly name: string;
  readonly content: string;
}

/** A server that runs. */
export interface ServedHere {
  readonly io: MemoryIo;
  /** Resolves with the exit code. */
  readonly ended: Promise<number>;
  /** Of HTTP. */
  readonly url: string;
  /** Of WebSockets. */
  readonly endpoint: string;
}

/** Writes a file that the test removes. @returns its path. */
export function fileWith(t: TestContext, { name, content }: ConfigFile): string {
  const folder = mkdtempSync(join(tmpdir(), "longwire-cli-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** A configuration in JSON. */
export function json(value: object): ConfigFile {
  return { name: "hub.json", content: JSON.stringify(value) };
}

/** Starts `longwire serve`, which keeps what is published in memory unless `args` say another place. */
export async function serveHere(
  t: TestContext,
  config?: ConfigFile,
  args: readonly string[] = [],
): Promise<ServedHere> {
  const io = new MemoryIo();
  const file = config === undefined ? [] : ["--config", fileWith(t, config)];
  const ended = runCommand(["serve", "--port", "0", "--data", "memory", ...file, ...args], io);
  t.after(() => {
    // The second one does not wait.
    io.stop("SIGTERM");
    io.stop("SIGTERM");
    return ended;
  });
  await Promise.race([
    io.waitFor(/listening on/),
    ended.then((code) => assert.fail(`ended with ${code}: ${io.stderrText}`)),
  ]);
  const [, url = ""] = /listening on (\S+)\n/.exec(io.stdoutText) ?? [];
  const [, endpoint = ""] = /clients connect to (\S+)\n/.exec(io.stdoutText) ?? [];
  return { io, ended, url, endpoint };
}

/** A client that has connected. */
export async function connectTo(endpoint: string, connectCommand: object = {}): Promise<WebSocket> {
  const socket = new WebSocket(endpoint);
  socket.on("error", () => undefined);
  await once(socket, "open");
  socket.send(JSON.stringify({ id: 1, connect: connectCommand }));
  await once(socket, "message");
  return socket;
}
