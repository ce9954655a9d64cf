/**
 * Starts `deflate-server.ts` and asks it what it has seen.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** What the server has seen; `peakBytes` since it was last asked. */
export interface DeflateReading {
  readonly messages: number;
  readonly closes: Readonly<Record<string, number>>;
  readonly nowBytes: number;
  readonly peakBytes: number;
}

/** A server that runs until the test is over. */
export interface DeflateServer extends Disposable {
  readonly port: number;
  read(): Promise<DeflateReading>;
}

/** Starts one that takes messages of at most `maxMessageBytes`. */
export async function startDeflateServer(maxMessageBytes: number): Promise<DeflateServer> {
  const program = join(import.meta.dirname, "deflate-server.ts");
  const args = ["--expose-gc", "--conditions=@longwire/source", program, String(maxMessageBytes)];
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const child = spawn(process.execPath, args, { env, stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<unknown> => JSON.parse((await lines.next()).value as string);
  const { port } = (await next()) as { port: number };
  return {
    port,
    async read() {
      child.stdin.write("\n");
      return (await next()) as DeflateReading;
    },
    [Symbol.dispose]: () => {
      child.kill();
    },
  };
}

/** What a client says that offers compression. */
export const offer = { headers: { "Sec-WebSocket-Extensions": "permessage-deflate" } } as const;
