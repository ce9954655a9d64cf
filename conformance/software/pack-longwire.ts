/**
 * Packs `@longwire/ws` and what it stands on, as they would be published. Unlike the package check it builds only what has
 * changed, and judges nothing.
 */
import { globSync, readFileSync } from "node:fs";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { installed, ROOT, runProgram } from "../../tools/checks/run-program.ts";

const SCOPE = "@longwire/";

interface PackedByNpm {
  readonly name: string;
  readonly filename: string;
  readonly shasum: string;
}

/** Folders (from the root) of `@longwire/ws` and all our packages below it. */
function packedFolders(name = "ws"): string[] {
  const folder = `packages/${name}`;
  const { dependencies = {} }: { dependencies?: Record<string, string> } = JSON.parse(
    readFileSync(join(ROOT, folder, "package.json"), "utf8"),
  );
  const ours = Object.keys(dependencies).filter((dependency) => dependency.startsWith(SCOPE));
  return [...new Set([folder, ...ours.flatMap((dependency) => packedFolders(dependency.slice(SCOPE.length)))])];
}

/** Files (from the root) that a tarball is made of, in a fixed order. */
export function packedSources(): string[] {
  const folders = packedFolders();
  const paths = folders.flatMap((folder) =>
    globSync(`${folder}/**/*.*`, { cwd: ROOT, exclude: ["**/dist", "**/node_modules"] }),
  );
  const sources = paths.map((path) => path.replaceAll("\\", "/")).filter((path) => !path.includes(".test."));
  return ["tsconfig.base.json", "tsconfig.package.json", ...sources.sort()];
}

/** Builds and packs into `target`. Resolves to the tarball of each package name; the name of a tarball tells its content. */
export async function packLongwire(target: string): Promise<Readonly<Record<string, string>>> {
  const folders = packedFolders();
  await runProgram(installed("tsc"), ["-b", ...folders]);
  const workspaces = folders.flatMap((folder) => ["--workspace", folder]);
  const args = ["pack", "--json", "--loglevel=error", "--pack-destination", target, ...workspaces];
  const packed: readonly PackedByNpm[] = Object.values(JSON.parse(await runProgram("npm", args)));
  const tarballs = packed.map(async ({ name, filename, shasum }) => {
    // npm takes a tarball of the same path for the same package, and would keep the last one.
    const file = join(target, filename.replace(/\.tgz$/, `-${shasum.slice(0, 12)}.tgz`));
    await rename(join(target, filename), file);
    return [name, file] as const;
  });
  return Object.fromEntries(await Promise.all(tarballs));
}
