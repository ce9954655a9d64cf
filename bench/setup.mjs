/**
 * The way into `npm run bench`: installs the repository's packages and the peers' where they are missing, then hands over
 * to the runner on the repository's own Node. Plain JavaScript with no dependency, because it runs before anything is installed.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { installPackages, isInstalled } from "../tools/setup/install-packages.mjs";
import { requirePinnedNode } from "../tools/setup/pinned-node.mjs";
import { handOver, ROOT, runQuietly, SetupError, say } from "../tools/setup/run-command.mjs";

const BENCH = join(ROOT, "bench");

/** @param {string} path */
async function readLock(path) {
  return JSON.parse(await readFile(join(BENCH, path), "utf8").catch(() => '{"packages":{}}'));
}

async function installPeers() {
  const [wanted, installed] = await Promise.all([
    readLock("package-lock.json"),
    readLock("node_modules/.package-lock.json"),
  ]);
  if (isInstalled(wanted, installed)) return;
  say("installing the peers of the bench with npm ci (about 20 s, 370 MB)");
  const args = ["ci", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  await runQuietly("npm", args, { cwd: BENCH, usesOwnBin: false });
}

try {
  await installPackages();
  await installPeers();
  const args = ["--disable-warning=ExperimentalWarning", join("bench", "run.ts"), ...process.argv.slice(2)];
  process.exitCode = await handOver(requirePinnedNode(), args, {});
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
