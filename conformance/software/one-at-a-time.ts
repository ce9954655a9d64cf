/**
 * Lets one process at a time do something: test files run side by side, and the first to come installs for all.
 * The turn is a file that holds the process id; who finds the id of a process that is gone takes its turn.
 */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const LOOK_AGAIN_MS = 100;

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, and someone else's.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

async function tryToTake(file: string): Promise<boolean> {
  try {
    await writeFile(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

async function dropIfAbandoned(file: string): Promise<void> {
  const pid = Number(await readFile(file, "utf8").catch(() => ""));
  // 0: between its creation and its first byte.
  if (pid > 0 && !isAlive(pid)) await rm(file, { force: true });
}

/** Runs `work` while no other process runs something under the same `file`, and waits without limit for that. */
export async function oneAtATime<T>(file: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  while (!(await tryToTake(file))) {
    await dropIfAbandoned(file);
    await sleep(LOOK_AGAIN_MS);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}
