/**
 * Reads the packages and apps of a repository into data that the rules can look at: manifests, references, imports.
 * It judges nothing.
 */
import { existsSync, globSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { type Import, readImports } from "./read-imports.ts";

/** The fields of package.json that the rules read. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** One module, by its path from the root. */
export interface Module {
  readonly path: string;
  readonly isTest: boolean;
  readonly imports: readonly Import[];
}

/** A package, an app, or another folder of modules (then without manifest). */
export interface Unit {
  readonly folder: string;
  readonly manifest: Manifest | undefined;
  /** Folders that its tsconfig.json references, relative to the root. */
  readonly references: readonly string[];
  readonly modules: readonly Module[];
}

/** Everything that the rules judge. */
export interface Repository {
  readonly root: Manifest;
  readonly units: readonly Unit[];
}

function isTest(path: string): boolean {
  return /\.test(-d)?\.tsx?$/.test(path) || path.includes("/e2e/") || path.includes("/src/testing/");
}

function readModules(root: string, patterns: readonly string[]): Module[] {
  const paths = globSync([...patterns], { cwd: root, exclude: ["**/node_modules/**", "**/dist/**"] });
  return paths.sort().map((path) => ({
    path: path.replaceAll("\\", "/"),
    isTest: isTest(path),
    imports: readImports(path, readFileSync(join(root, path), "utf8")),
  }));
}

function readReferences(root: string, folder: string): string[] {
  const file = join(root, folder, "tsconfig.json");
  if (!existsSync(file)) return [];
  const { references = [] }: { references?: { path: string }[] } = JSON.parse(readFileSync(file, "utf8"));
  return references.map(({ path }) => posix.join(folder, path));
}

function readUnit(root: string, folder: string, patterns: readonly string[]): Unit {
  const file = join(root, folder, "package.json");
  return {
    folder,
    manifest: existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined,
    references: readReferences(root, folder),
    modules: readModules(root, patterns),
  };
}

/** Reads the repository at `root`. Throws when a manifest or a module cannot be parsed. */
export function readRepository(root: string): Repository {
  const folders = globSync(["packages/*/package.json", "apps/*/package.json"], { cwd: root })
    .map((file) => posix.dirname(file.replaceAll("\\", "/")))
    .sort();
  const units = folders.map((folder) => {
    const sources = folder.startsWith("packages/") ? `${folder}/src` : folder;
    return readUnit(root, folder, [`${sources}/**/*.{ts,tsx}`]);
  });
  const rest = ["conformance", "bench", "tools"].map((folder) => readUnit(root, folder, [`${folder}/**/*.ts`]));
  return { root: JSON.parse(readFileSync(join(root, "package.json"), "utf8")), units: [...units, ...rest] };
}
