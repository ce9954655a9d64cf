/**
 * Takes one defence out of a copy of the sources and looks whether its test notices. It knows files and a test run; what is
 * taken out is in `mutations.ts`.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";

/** A piece of source that is replaced. */
export interface Edit {
  /** Source file, from the root. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** One defence out. */
export interface Mutation extends Edit {
  /** The test file, without its ending, that must fail then. */
  readonly test: string;
  /** The same in a second place, where two hold the defence. */
  readonly and?: Edit;
}

/** "fails" is what is wanted. "hangs": there was no verdict in time; "not found": the source has changed. */
export type Outcome = "fails" | "passes" | "hangs" | "not found";

const ROOT = join(import.meta.dirname, "../..");
const COPIED = ["packages", "conformance/defences", "conformance/famous-bugs", "tools", "package.json"];
const LEFT_OUT = [`${sep}dist`, `${sep}node_modules`];
const TEST_TIMEOUT_MS = 60_000;

/** The sources, with the modules of others by reference and our own packages found in the copy. @returns the folder. */
export function copySources(): string {
  const folder = mkdtempSync(join(tmpdir(), "longwire-defences-"));
  const filter = (source: string): boolean => !LEFT_OUT.some((name) => source.endsWith(name));
  for (const part of COPIED) cpSync(join(ROOT, part), join(folder, part), { recursive: true, filter });
  const modules = join(folder, "node_modules");
  mkdirSync(join(modules, "@longwire"), { recursive: true });
  for (const name of readdirSync(join(ROOT, "node_modules"))) {
    if (name !== "@longwire") symlinkSync(join(ROOT, "node_modules", name), join(modules, name));
  }
  for (const name of readdirSync(join(folder, "packages"))) {
    symlinkSync(join(folder, "packages", name), join(modules, "@longwire", name));
  }
  return folder;
}

/** Runs the test of `suite` in `folder` without its defence, which is back afterwards. */
export async function tryWithout({ test, and, ...first }: Mutation, suite: string, folder: string): Promise<Outcome> {
  const edits = and === undefined ? [first] : [first, and];
  const originals = new Map<string, string>();
  try {
    for (const { file, find, replace } of edits) {
      const path = join(folder, file);
      const source = readFileSync(path, "utf8");
      if (!originals.has(path)) originals.set(path, source);
      if (!source.includes(find)) return "not found";
      writeFileSync(
        path,
        source.replaceAll(find, () => replace),
      );
    }
    return await runTest(`conformance/${suite}/${test}.test.ts`, folder);
  } finally {
    for (const [path, source] of originals) writeFileSync(path, source);
  }
}

/** In a process group of its own, which is ended whole: a test that hangs leaves neither itself nor its servers behind. */
async function runTest(file: string, folder: string): Promise<Outcome> {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const args = ["--conditions=@longwire/source", "--test", "--test-force-exit", file];
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: "ignore", detached: true });
  const end = (): void => endGroup(child.pid);
  const limit = setTimeout(end, TEST_TIMEOUT_MS);
  process.once("exit", end);
  try {
    const [code] = (await once(child, "exit")) as [number | null];
    if (code === null) return "hangs";
    return code === 0 ? "passes" : "fails";
  } finally {
    clearTimeout(limit);
    process.off("exit", end);
    end();
  }
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Nobody of the group is left.
  }
}
