/**
 * Keeps package-lock.json complete for every platform, so that one lock serves `npm ci` on all machines.
 * It knows only that npm forgets optional packages of other platforms when it cannot see them while it writes the lock,
 * and that `npm ci` then refuses the lock. It fetches nothing: what it adds has no integrity and is installed only elsewhere.
 */
import { readFile, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

/** The fields of a lock entry that are read or written here; npm's own remain untouched. */
export interface LockEntry {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly cpu?: readonly string[] | string;
  readonly os?: readonly string[] | string;
  readonly libc?: readonly string[] | string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** package-lock.json, version 3. */
export interface Lockfile {
  readonly packages: Readonly<Record<string, LockEntry>>;
}

/** An optional package that some other package names and that the lock does not hold. */
export interface MissingEntry {
  readonly name: string;
  readonly version: string;
  readonly wantedBy: string;
  readonly dev: boolean;
}

const SYSTEMS = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const PROCESSORS = ["arm", "arm64", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "wasm32", "x64"];
const LIBRARIES: Readonly<Record<string, string>> = {
  gnu: "glibc",
  gnueabihf: "glibc",
  musl: "musl",
  musleabihf: "musl",
};

/** Lists the optional dependencies with an exact version that have no entry of their own. */
export function missingEntries(lock: Lockfile): MissingEntry[] {
  const missing = new Map<string, MissingEntry>();
  for (const [path, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const isHeld = `node_modules/${name}` in lock.packages || `${path}/node_modules/${name}` in lock.packages;
      if (isHeld || !/^\d/.test(version)) continue;
      missing.set(name, { name, version, wantedBy: path, dev: entry.dev === true });
    }
  }
  return [...missing.values()];
}

/** The entry for a package of another platform; system, processor and C library are read from its name. */
export function platformEntry(missing: MissingEntry): LockEntry {
  const words = missing.name.split(/[/-]/);
  const cpu = words.filter((word) => PROCESSORS.includes(word));
  const os = words.filter((word) => SYSTEMS.includes(word));
  const libc = words.flatMap((word) => LIBRARIES[word] ?? []);
  if (cpu.length + os.length === 0)
    throw new Error(`${missing.name}: no platform in its name; add it to the lock by hand`);
  return {
    version: missing.version,
    ...(cpu.length > 0 ? { cpu } : {}),
    ...(missing.dev ? { dev: true } : {}),
    ...(libc.length > 0 ? { libc } : {}),
    optional: true,
    ...(os.length > 0 ? { os } : {}),
  };
}

/** The same lock with an entry for every missing package, sorted as npm sorts. */
export function completeLockfile(lock: Lockfile): Lockfile {
  const added = missingEntries(lock).map(
    (missing) => [`node_modules/${missing.name}`, platformEntry(missing)] as const,
  );
  const entries = [...Object.entries(lock.packages), ...added];
  const sorted = entries.sort(([a], [b]) => a.localeCompare(b, "en"));
  return { ...lock, packages: Object.fromEntries(sorted) };
}

async function main(isCheck: boolean): Promise<void> {
  const file = new URL("../package-lock.json", import.meta.url);
  const lock: Lockfile = JSON.parse(await readFile(file, "utf8"));
  const missing = missingEntries(lock);
  if (missing.length === 0) return;
  if (isCheck) {
    for (const { name, version, wantedBy } of missing)
      console.error(`${name}@${version} (for ${wantedBy}) has no entry`);
    console.error("package-lock.json would be refused on other platforms: run `npm run lockfile`");
    process.exitCode = 1;
    return;
  }
  await writeFile(file, `${JSON.stringify(completeLockfile(lock), null, 2)}\n`);
  console.log(`package-lock.json: ${missing.length} entries added for other platforms`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main(process.argv.includes("--check"));
