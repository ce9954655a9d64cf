/**
 * Builds the packages from nothing and packs them as they would be published, and looks at what a tarball holds.
 * Whether the packed packages work is checked by its neighbours.
 */
import { globSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CheckError, installed, ROOT, runProgram } from "./run-program.ts";

/** A packed package. */
export interface Tarball {
  readonly name: string;
  readonly file: string;
  readonly paths: readonly string[];
}

interface PackedByNpm {
  readonly name: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

const NEVER_SHIPPED = /\.test\.|\.tsbuildinfo$|tsconfig/;
const ALWAYS_SHIPPED = ["package.json", "README.md", "LICENSE"];

function contentFaults({ name, paths }: Tarball): string[] {
  return [
    ...ALWAYS_SHIPPED.filter((path) => !paths.includes(path)).map((path) => `${name}: ${path} is missing`),
    ...paths.filter((path) => NEVER_SHIPPED.test(path)).map((path) => `${name}: ${path} should not be packed`),
    ...(paths.some((path) => /^dist\/.*\.js$/.test(path)) ? [] : [`${name}: nothing was built`]),
  ];
}

async function licenseFaults(folders: readonly string[]): Promise<string[]> {
  const license = await readFile(join(ROOT, "LICENSE"), "utf8");
  const copies = folders.map(async (folder) => {
    const copy = await readFile(join(ROOT, folder, "LICENSE"), "utf8").catch(() => "");
    return copy === license ? [] : [`${folder}/LICENSE differs from LICENSE`];
  });
  return (await Promise.all(copies)).flat();
}

/** Packs every package into a new folder, which the caller removes. Rejects with a `CheckError` when one does not build or holds the wrong files. */
export async function packPackages(): Promise<readonly Tarball[]> {
  const folders = globSync("packages/*", { cwd: ROOT }).sort();
  // What is left of a deleted source would be packed with the rest.
  await Promise.all(folders.map((folder) => rm(join(ROOT, folder, "dist"), { recursive: true, force: true })));
  await runProgram(installed("tsc"), ["-b"]);
  const target = await mkdtemp(join(tmpdir(), "longwire-pack-"));
  const workspaces = folders.flatMap((folder) => ["--workspace", folder]);
  const printed = await runProgram("npm", [
    "pack",
    "--json",
    "--loglevel=error",
    "--pack-destination",
    target,
    ...workspaces,
  ]);
  const packed: readonly PackedByNpm[] = Object.values(JSON.parse(printed));
  const tarballs = packed.map(({ name, filename, files }) => ({
    name,
    file: join(target, filename),
    paths: files.map(({ path }) => path),
  }));
  const faults = [...tarballs.flatMap(contentFaults), ...(await licenseFaults(folders))];
  if (faults.length === 0) return tarballs;
  await rm(target, { recursive: true, force: true });
  throw new CheckError(faults.join("\n"));
}
