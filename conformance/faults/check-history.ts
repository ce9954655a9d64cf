/**
 * Has a history judged by `longwire bench check`, as anybody would.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const LONGWIRE = fileURLToPath(new URL("../../packages/cli/bin/longwire.js", import.meta.url));

/** What it said. */
export interface CheckedHistory {
  readonly isRight: boolean;
  readonly report: string;
}

/** Judges the history in `directory`. @param channels only those whose names begin with this. */
export async function checkHistory(directory: string, channels = ""): Promise<CheckedHistory> {
  const args = ["bench", "check", directory, "--channels", channels];
  const child = spawn(process.execPath, [LONGWIRE, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = once(child, "exit");
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await ended;
  return { isRight: code === 0, report: stdout + stderr };
}
