/**
 * Runs one test file in a process of its own and collects what it reports.
 * It bounds the file's time and ends whatever the file has started; the meaning of the records is not its business.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ProcessEnd } from "./read-test-file.ts";
import { REPORT_VARIABLE, type TestRecord } from "./test-record.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const OPTIONS = [
  "--conditions=@longwire/source",
  `--test-reporter=${new URL("json-reporter.ts", import.meta.url).href}`,
  "--test-reporter-destination=stdout",
];
const MAX_OUTPUT_CHARS = 20_000;
/** A process that left the group may keep the output open; it is not waited for longer than this. */
const OUTPUT_GRACE_MS = 1_000;

/** What a test file's process reported, and how it ended. */
export interface FileRun {
  readonly records: readonly TestRecord[];
  readonly end: ProcessEnd;
  readonly durationMs: number;
}

function start(file: string, reportFile: string): ChildProcess {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  return spawn(process.execPath, [...OPTIONS, file], {
    cwd: ROOT,
    env: { ...env, [REPORT_VARIABLE]: reportFile },
    // A group of its own, so that a browser or a server it started ends with it.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // ESRCH: the group has ended by itself.
  }
}

/** Keeps the end of what was written: that is where a crash says why. */
function collectOutput(child: ChildProcess): () => string {
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(-MAX_OUTPUT_CHARS);
    });
  }
  return () => output;
}

async function waitForEnd(child: ChildProcess, timeoutMs: number): Promise<Omit<ProcessEnd, "output">> {
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const exited = new Promise<[number | null, string | null]>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve([code, signal]));
  });
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    killGroup(child);
  }, timeoutMs);
  const [code, signal] = await exited;
  clearTimeout(timer);
  killGroup(child);
  const grace = AbortSignal.timeout(OUTPUT_GRACE_MS);
  await Promise.race([closed, new Promise((resolve) => grace.addEventListener("abort", resolve))]);
  return { code, signal, timedOut };
}

async function readRecords(reportFile: string): Promise<TestRecord[]> {
  const text = await readFile(reportFile, "utf8").catch(() => "");
  return text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
}

/** Runs `file` (a path) and kills it, with all it started, after `timeoutMs`. */
export async function runTestFile(file: string, timeoutMs: number): Promise<FileRun> {
  const startedAt = performance.now();
  const folder = await mkdtemp(join(tmpdir(), "longwire-test-"));
  const reportFile = join(folder, "report");
  const child = start(file, reportFile);
  const output = collectOutput(child);
  const stop = (): void => killGroup(child);
  process.once("exit", stop);
  try {
    const end = await waitForEnd(child, timeoutMs);
    const durationMs = performance.now() - startedAt;
    return { records: await readRecords(reportFile), end: { ...end, output: output() }, durationMs };
  } finally {
    process.off("exit", stop);
    await rm(folder, { recursive: true, force: true });
  }
}
