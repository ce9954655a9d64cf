/**
 * Our server under the suite's fuzzing client: `longwire echo`, as anybody would start it.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { agent, startSuite, tunnelCases } from "./suite.ts";
import { startTunnelProxy } from "./tunnel-proxy.ts";

const LONGWIRE = fileURLToPath(new URL("../../packages/cli/bin/longwire.js", import.meta.url));

interface EchoServer {
  readonly url: string;
  stop(): Promise<void>;
}

async function startEcho(...options: string[]): Promise<EchoServer> {
  const child = spawn(process.execPath, [LONGWIRE, "echo", "--port", "0", "--deflate", ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const lines = createInterface({ input: child.stdout });
  const [line] = await Promise.race([once(lines, "line"), ended]);
  const url = /^listening on (ws:\S+)$/.exec(String(line))?.[1];
  if (url === undefined) throw new Error("longwire echo did not start");
  return {
    url,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

async function runAgainst(url: string, folder: string, cases: readonly string[]): Promise<void> {
  const suite = startSuite("fuzzingclient", { servers: [{ url, agent }] }, folder, cases);
  const code = await suite.ended;
  if (code !== 0) throw new Error(`wstest ended with ${code}: see wstest.log in ${folder}`);
}

/** Runs all cases against `longwire echo`; the reports are in `folder` afterwards. */
export async function testServer(folder: string, cases: readonly string[]): Promise<void> {
  const echo = await startEcho();
  try {
    await runAgainst(echo.url, folder, cases);
  } finally {
    await echo.stop();
  }
}

/** Runs a sample against `longwire echo --http2`, every connection of which is a tunnel of HTTP/2 (RFC 8441). */
export async function testServerOverHttp2(folder: string): Promise<void> {
  const echo = await startEcho("--http2");
  const proxy = await startTunnelProxy(echo.url);
  try {
    await runAgainst(proxy.url, folder, tunnelCases);
  } finally {
    proxy.close();
    await echo.stop();
  }
}
