/**
 * Does what a newcomer does: installs the packed packages in an empty folder and runs the README's first example there,
 * as JavaScript and as TypeScript. It takes the example from the README, so that the two cannot drift apart.
 */
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Tarball } from "./pack.ts";
import { CheckError, installed, ROOT, runProgram } from "./run-program.ts";

const MARKER = "<!-- example -->";
const EXAMPLE_TIMEOUT_MS = 30_000;
const SETTINGS = {
  compilerOptions: {
    target: "ES2024",
    lib: ["ES2024"],
    types: ["node"],
    module: "NodeNext",
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    // Our own declarations are checked as well: a user may have it so.
    skipLibCheck: false,
  },
  files: ["example.ts"],
};

/** The first ```ts block after the marker. Throws a `CheckError` when there is none. */
export function extractExample(readme: string): string {
  const start = readme.indexOf(MARKER);
  if (start < 0) throw new CheckError(`README.md has no ${MARKER}`);
  const block = /^```ts\n(?<code>[\s\S]*?)^```$/m.exec(readme.slice(start));
  if (block?.groups?.code === undefined) throw new CheckError(`README.md has no \`\`\`ts block after ${MARKER}`);
  return block.groups.code;
}

async function prepare(folder: string, tarballs: readonly Tarball[], example: string): Promise<void> {
  const dependencies = Object.fromEntries(tarballs.map(({ name, file }) => [name, `file:${file}`]));
  // Ours come from the tarballs wherever they are named: they are not published yet, and npm would ask for them.
  const overrides = Object.fromEntries(tarballs.map(({ name }) => [name, `$${name}`]));
  const files = {
    "package.json": JSON.stringify({ private: true, type: "module", dependencies, overrides }),
    "tsconfig.json": JSON.stringify(SETTINGS),
    "example.ts": example,
    "example.js": stripTypeScriptTypes(example),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", "--prefer-offline"];
  await runProgram("npm", ["install", ...quiet], { cwd: folder });
  // The user's own @types/node: ours will do, without asking the registry, where no dependency has brought it.
  const types = join(folder, "node_modules/@types");
  await mkdir(types, { recursive: true });
  if (!existsSync(join(types, "node"))) await symlink(join(ROOT, "node_modules/@types/node"), join(types, "node"));
}

async function runExample(folder: string, file: string): Promise<void> {
  const options = { cwd: folder, timeoutMs: EXAMPLE_TIMEOUT_MS };
  const printed = await runProgram(process.execPath, ["--disable-warning=ExperimentalWarning", file], options);
  if (printed.trim() === "") throw new CheckError(`README example as ${file}: printed nothing`);
}

/** Rejects with a `CheckError` when the example does not compile, run, print and end, or the command does not start. */
export async function checkReadmeExample(tarballs: readonly Tarball[]): Promise<void> {
  const readme = await readFile(join(ROOT, "README.md"), "utf8").catch(() => "");
  const example = extractExample(readme);
  const folder = await mkdtemp(join(tmpdir(), "longwire-newcomer-"));
  try {
    await prepare(folder, tarballs, example);
    await runProgram(installed("tsc"), ["-p", folder], { cwd: folder });
    await runExample(folder, "example.js");
    await runExample(folder, "example.ts");
    const command = join(folder, "node_modules/.bin/longwire");
    await runProgram(process.execPath, [command, "--help"], { cwd: folder, timeoutMs: EXAMPLE_TIMEOUT_MS });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
