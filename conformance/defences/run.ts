/**
 * Takes out one defence after the other, in a copy of the sources, and looks whether its tests notice:
 * `node --conditions=@longwire/source conformance/defences/run.ts [FILTER…]`. It ends with 1 when a test passes without its defence.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { type Mutation, mutations } from "./mutations.ts";

const ROOT = join(import.meta.dirname, "../..");
const COPIED = ["packages", "conformance/defences", "tools", "package.json"];
const LEFT_OUT = [`${sep}dist`, `${sep}node_modules`];
const TEST_TIMEOUT_MS = 60_000;

/** The sources, with the modules of others by reference and our own packages found in the copy. */
function copySources(): string {
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

/** "fails" is what is wanted. */
function tryWithout({ test, and, ...first }: Mutation, folder: string): "fails" | "passes" | "not found" {
  const edits = and === undefined ? [first] : [first, and];
  const sources = edits.map(({ file }) => readFileSync(join(folder, file), "utf8"));
  if (edits.some(({ find }, i) => !sources[i]?.includes(find))) return "not found";
  edits.forEach(({ file, find, replace }, i) => {
    writeFileSync(join(folder, file), sources[i]?.replaceAll(find, () => replace) ?? "");
  });
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const run = spawnSync(
    process.execPath,
    ["--conditions=@longwire/source", "--test", "--test-force-exit", `conformance/defences/${test}.test.ts`],
    { cwd: folder, env, stdio: "ignore", timeout: TEST_TIMEOUT_MS, killSignal: "SIGKILL" },
  );
  edits.forEach(({ file }, i) => {
    writeFileSync(join(folder, file), sources[i] ?? "");
  });
  return run.status === 0 ? "passes" : "fails";
}

const filters = process.argv.slice(2);
const chosen = mutations.filter(({ test }) => filters.length === 0 || filters.some((filter) => test.includes(filter)));
const folder = copySources();
try {
  for (const mutation of chosen) {
    const outcome = tryWithout(mutation, folder);
    console.log(
      `${outcome === "fails" ? "✔" : "✖"} ${mutation.test} ${outcome} without its defence (${mutation.file})`,
    );
    if (outcome !== "fails") process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
