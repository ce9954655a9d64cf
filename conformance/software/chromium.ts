/**
 * A Chromium of its own for a test, which listens for DevTools clients. It knows flags and the profile; who connects and what
 * for is the business of the test.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { findBrowser } from "../../tools/setup/system-programs.mjs";

/** Flags for any Chromium that a test starts. */
export const chromiumFlags: readonly string[] = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The browser of this machine; `undefined` when it has none. */
export const chromiumPath: string | undefined = findBrowser();

/** Why browser tests are skipped; `false` when they are not. */
export const noChromium: string | false =
  chromiumPath === undefined ? "no Chromium on this machine: install it, or set CHROMIUM_PATH" : false;

/** A Chromium that runs. */
export interface Chromium {
  /** Its `ws:` URL for DevTools clients. */
  readonly endpoint: string;
  /** Ends it and removes its profile. */
  close(): Promise<void>;
}

async function readEndpoint(child: ChildProcess): Promise<string> {
  if (child.stderr === null) throw new Error("Chromium has no standard error");
  const said: string[] = [];
  for await (const line of createInterface({ input: child.stderr })) {
    const endpoint = /^DevTools listening on (ws:\S+)$/.exec(line)?.[1];
    if (endpoint !== undefined) return endpoint;
    said.push(line);
  }
  throw new Error(`Chromium did not start:\n${said.join("\n")}`);
}

/** Starts Chromium without a window and with a fresh profile. */
export async function startChromium(): Promise<Chromium> {
  const profile = await mkdtemp(join(tmpdir(), "longwire-chromium-"));
  const args = [...chromiumFlags, "--headless=new", "--remote-debugging-port=0", `--user-data-dir=${profile}`];
  const child = spawn(chromiumPath ?? "chromium", [...args, "about:blank"], { stdio: ["ignore", "ignore", "pipe"] });
  // Not "exit": its helpers have the same standard error, and may write to the profile until they end.
  const closed = once(child, "close");
  const close = async (): Promise<void> => {
    child.kill();
    await closed;
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  };
  try {
    const endpoint = await readEndpoint(child);
    // What it writes from now on must not fill the pipe.
    child.stderr?.resume();
    return { endpoint, close };
  } catch (error) {
    await close();
    throw error;
  }
}
