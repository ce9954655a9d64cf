/**
 * Builds the playground's pages when something that goes into them has changed since they were built.
 * It compares contents, not times, so a checkout or a touch costs nothing. How pages are built is the app's own affair.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ROOT, runQuietly, say } from "./run-command.mjs";

const APP = "apps/playground";
const BUILT = join(ROOT, "packages/cli/pages/index.html");
const STAMP = join(ROOT, ".cache/playground-build");
const NO_INPUT = new Set(["dist", "pages", "node_modules", "e2e"]);

/** @param {string} folder @returns {Promise<string[]>} the files that a build may read, in a fixed order */
async function inputs(folder) {
  const entries = await readdir(join(ROOT, folder), { withFileTypes: true });
  const lists = entries.map(async (entry) => {
    if (NO_INPUT.has(entry.name) || /\.test\.tsx?$/.test(entry.name)) return [];
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? inputs(path) : [path];
  });
  return (await Promise.all(lists)).flat().sort();
}

/** @returns {Promise<string>} */
async function digest() {
  const hash = createHash("sha256");
  for (const path of ["package-lock.json", ...(await inputs(APP)), ...(await inputs("packages"))]) {
    hash.update(`${path}\0`).update(await readFile(join(ROOT, path)));
  }
  return hash.digest("hex");
}

/** Makes sure that the pages are built from the present sources. Rejects with a `SetupError` when the build fails. */
export async function buildPlayground() {
  if (!existsSync(join(ROOT, APP, "package.json"))) return;
  const wanted = await digest();
  const built = existsSync(BUILT) ? await readFile(STAMP, "utf8").catch(() => "") : "";
  if (built === wanted) return;
  say("building the playground");
  await runQuietly("npm", ["run", "build", "--workspace", APP, "--loglevel=error"]);
  await mkdir(dirname(STAMP), { recursive: true });
  await writeFile(STAMP, wanted);
}
