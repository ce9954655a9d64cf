/**
 * Starts a real nginx or HAProxy in front of a server, with a configuration of the test's, in a folder of its own.
 * It knows how the two are started and stopped; what they are to do is in the configurations.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProgram } from "../../tools/setup/system-programs.mjs";

/** A proxy by the name of its program. */
export type ProxyName = "nginx" | "haproxy";

/** Why the tests with it must be skipped, or false. */
export function isMissing(name: ProxyName): string | false {
  return findProgram(name) === undefined && `${name} is not installed: apt-get install ${name}`;
}

const START_MS = 5000;

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  const opened = await once(socket, "connect").then(
    () => true,
    () => false,
  );
  socket.destroy();
  return opened;
}

/** Starts `name` with `configuration`, which listens on `ports`; `{folder}` in it is replaced. It ends with the test. */
export async function startProxy(
  t: { after(end: () => Promise<void>): void },
  name: ProxyName,
  configuration: string,
  ports: readonly number[],
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), `longwire-${name}-`));
  const file = join(folder, "proxy.conf");
  writeFileSync(file, configuration.replaceAll("{folder}", folder));
  const args = name === "nginx" ? ["-c", file, "-p", folder, "-e", "stderr"] : ["-db", "-f", file];
  const child = spawn(findProgram(name) ?? name, args, { stdio: ["ignore", "ignore", "pipe"] });
  const errors: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (text: string) => errors.push(text));
  t.after(async () => {
    if (child.exitCode === null) {
      child.kill("SIGTERM");
      await once(child, "exit");
    }
    rmSync(folder, { recursive: true, force: true });
  });
  const end = performance.now() + START_MS;
  for (const port of ports) {
    while (!(await isOpen(port))) {
      if (child.exitCode !== null || performance.now() > end)
        throw new Error(`${name} did not start: ${errors.join("")}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
