/**
 * Our server under the suite's fuzzing client: `longwire echo`, as anybody would start it.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { agent, startSuite } from "./suite.ts";

const LONGWIRE = fileURLToPath(new URL("../../packages/cli/bin/longwire.js", import.meta.url));

interface EchoServer {
  readonly url: string;
  stop(): Promise<void>;
}

async function startEcho(): Promise<EchoServer> {
  const child = spawn(process.execPath, [LONGWIRE, "echo", "--port", "0", "--deflate"], {
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

/** Runs all cases against `longwire echo`; the reports are in `folder` afterwards. */
export async function testServer(folder: string, cases: readonly string[]): Promise<void> {
  const echo = await startEcho();
  try {
    const suite = startSuite("fuzzingclient", { servers: [{ url: echo.url, agent }] }, folder, cases);
    const code = await suite.ended;
    if (code !== 0) throw new Error(`wstest ended with ${code}: see wstest.log in ${folder}`);
  } finally {
    await echo.stop();
  }
}
