/**
 * Installs what package-lock.json names, and does nothing when it is there already.
 * It compares with the lock that npm itself leaves in node_modules, so an install by hand counts as well.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ROOT, runQuietly, say } from "./run-command.mjs";

/** @typedef {{ version?: string, integrity?: string, resolved?: string, link?: boolean, optional?: boolean }} Entry */
/** @typedef {{ packages: Readonly<Record<string, Entry>> }} Lock */

/**
 * Tells whether everything that the lock names is installed; optional packages of other platforms may be absent.
 * @param {Lock} wanted package-lock.json
 * @param {Lock} installed node_modules/.package-lock.json
 */
export function isInstalled(wanted, installed) {
  return Object.entries(wanted.packages).every(([path, entry]) => {
    if (path === "") return true;
    const found = installed.packages[path];
    if (found === undefined) return entry.optional === true;
    if (entry.link === true) return found.link === true && found.resolved === entry.resolved;
    // A workspace is linked, so its sources are always the newest: only what npm reads from its manifest counts.
    if (!path.includes("node_modules/")) return JSON.stringify(found) === JSON.stringify(entry);
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/** @param {string} path @returns {Promise<Lock | undefined>} */
async function readLock(path) {
  try {
    return JSON.parse(await readFile(join(ROOT, path), "utf8"));
  } catch {
    return undefined;
  }
}

/** Brings node_modules to what the lock says. Rejects with a `SetupError` when npm fails. */
export async function installPackages() {
  const [wanted, installed] = await Promise.all([
    readLock("package-lock.json"),
    readLock("node_modules/.package-lock.json"),
  ]);
  if (wanted !== undefined && installed !== undefined && isInstalled(wanted, installed)) return;
  say("installing packages with npm ci (about 10 s, 450 MB with Node 24)");
  // Also where NODE_ENV=production or a user's npm settings leave these kinds out.
  const kinds = ["--include=dev", "--include=optional"];
  // npm's warnings here are about the machine's own Node, which only begins the work.
  const args = ["ci", ...kinds, "--no-audit", "--no-fund", "--loglevel=error"];
  await runQuietly("npm", args, { usesOwnBin: false });
}
