/**
 * Installs the programs of package.json into a folder of the cache, with the chosen `ws` under them, when that has not been
 * done for the present sources. Versions are those of package-lock.json; only `ws` is taken from elsewhere.
 * Run as a program it installs and says where.
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT, runProgram } from "../../tools/checks/run-program.ts";
import { chooseWs, type InstalledWs } from "./installed-ws.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { packedSources, packLongwire } from "./pack-longwire.ts";

const HERE = "conformance/software";
const CACHE = join(ROOT, ".cache/software");
/** What imports it resolves packages from the workspace's folder, by the rules of `import`. */
const LOADER = "export const load = (name) => import(name);\n";
const QUIET = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--prefer-offline"];

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly overrides: Readonly<Record<string, unknown>>;
}

interface Lock {
  readonly packages: Readonly<Record<string, unknown>>;
}

async function readJson<T>(name: string): Promise<T> {
  return JSON.parse(await readFile(join(ROOT, HERE, name), "utf8"));
}

/** Tells whether anything has changed that the workspace is made of. */
async function digest(ws: InstalledWs): Promise<string> {
  const hash = createHash("sha256");
  const own = ["package.json", "package-lock.json", "install.ts", "pack-longwire.ts"].map((name) => `${HERE}/${name}`);
  for (const path of [...own, ...(ws === "longwire" ? packedSources() : [])]) {
    hash.update(`${path}\0`).update(await readFile(join(ROOT, path)));
  }
  return hash.digest("hex");
}

/** The manifest with our tarballs: `ws` is ours for everyone, and so is what ours stands on, which is not published yet. */
function withLongwire(manifest: Manifest, tarballs: Readonly<Record<string, string>>): Manifest {
  const { "@longwire/ws": ours = "", ...below } = tarballs;
  const names = Object.keys(below);
  const files = Object.fromEntries(names.map((name) => [name, `file:${below[name]}`]));
  return {
    ...manifest,
    dependencies: { ...manifest.dependencies, ...files, ws: `file:${ours}` },
    overrides: Object.fromEntries(["ws", ...names].map((name) => [name, `$${name}`])),
  };
}

/** The lock without any `ws`, so that npm asks the manifest for it. */
function withoutWs(lock: Lock): Lock {
  const others = Object.entries(lock.packages).filter(([path]) => path !== "" && !/(^|\/)node_modules\/ws$/.test(path));
  return { ...lock, packages: Object.fromEntries(others) };
}

async function install(ws: InstalledWs, folder: string): Promise<void> {
  const manifest = await readJson<Manifest>("package.json");
  const lock = await readJson<Lock>("package-lock.json");
  await mkdir(folder, { recursive: true });
  const packed = join(CACHE, "packed");
  if (ws === "longwire") {
    console.log("[software] packing @longwire/ws");
    await rm(packed, { recursive: true, force: true });
    await mkdir(packed);
  }
  const chosen = ws === "longwire" ? withLongwire(manifest, await packLongwire(packed)) : manifest;
  await writeFile(join(folder, "package.json"), JSON.stringify(chosen, null, 2));
  await writeFile(
    join(folder, "package-lock.json"),
    JSON.stringify(ws === "longwire" ? withoutWs(lock) : lock, null, 2),
  );
  await writeFile(join(folder, "load.mjs"), LOADER);
  const names = Object.keys(manifest.dependencies).length - 1;
  console.log(`[software] installing ${names} packages and what they need (about 10 s, 170 MB), with ws from ${ws}`);
  await runProgram("npm", ["install", ...QUIET], { cwd: folder });
}

/** Makes sure that the programs are installed over `ws`, and resolves to their folder. @throws CheckError when npm fails. */
export function installSoftware(ws: InstalledWs): Promise<string> {
  const folder = join(CACHE, ws);
  return oneAtATime(join(CACHE, `${ws}.lock`), async () => {
    const stamp = join(folder, "stamp");
    const wanted = await digest(ws);
    if ((await readFile(stamp, "utf8").catch(() => "")) === wanted) return folder;
    await rm(stamp, { force: true });
    await install(ws, folder);
    await writeFile(stamp, wanted);
    return folder;
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  console.log(`[software] ready: ${await installSoftware(chooseWs())}`);
}
