/**
 * Starts the playground from the command line: reads HOST and PORT, prints where it is, stops on SIGINT and SIGTERM.
 */

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Playground, startPlayground } from "./playground.ts";

const DEFAULT_PORT = 8000;
const directory = fileURLToPath(new URL("../dist", import.meta.url));

const asked = readPort(process.env.PORT);
// Not "localhost", which may be ::1 alone: this one is reached under both names.
const host = process.env.HOST || "127.0.0.1";

if (asked === undefined) {
  fail(`PORT must be a number from 0 to 65535, not "${process.env.PORT}".`);
} else if (!existsSync(directory)) {
  fail("The pages are not built yet. Run: npm run build -w @longwire/playground");
} else {
  try {
    const playground = await startPlayground({ host, port: asked, directory });
    if (asked !== 0 && playground.port !== asked)
      console.log(`Port ${asked} is taken, so port ${playground.port} is used.`);
    console.log(`Longwire playground: http://${urlHost(host)}:${playground.port}`);
    stopOnSignal(playground);
  } catch (error) {
    fail(`The playground cannot listen on ${host}, port ${asked}: ${(error as Error).message}`);
  }
}

function readPort(text: string | undefined): number | undefined {
  if (text === undefined || text === "") return DEFAULT_PORT;
  const port = Number(text);
  return Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : undefined;
}

function urlHost(address: string): string {
  if (["127.0.0.1", "0.0.0.0", "::"].includes(address)) return "localhost";
  return address.includes(":") ? `[${address}]` : address;
}

function stopOnSignal(playground: Playground): void {
  let isStopping = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      // A second signal means: now.
      if (isStopping) process.exit(1);
      isStopping = true;
      void playground.close().then(() => process.exit(0));
    });
  }
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}
