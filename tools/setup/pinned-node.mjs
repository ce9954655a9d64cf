/**
 * Finds the Node that runs the repository: the one that npm installed beside the other packages.
 * Where no such package exists for the platform, the machine's own serves if it is new enough.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT, SetupError } from "./run-command.mjs";

const OLDEST = [22, 18];

/** @param {string} version like `v24.21.0` */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST;
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
}

/** @returns {string} the path of the Node to run everything with; throws a `SetupError` when there is none */
export function requirePinnedNode() {
  const pinned = join(ROOT, "node_modules", ".bin", "node");
  if (existsSync(pinned)) {
    const { stdout, error } = spawnSync(pinned, ["--version"], { encoding: "utf8" });
    if (error === undefined && isNewEnough(stdout.trim())) return pinned;
  }
  if (isNewEnough(process.version)) return process.execPath;
  const platform = `${process.platform}-${process.arch}`;
  throw new SetupError(
    existsSync(pinned)
      ? `the Node that npm installed does not run here (${platform}): install Node 24 by hand and try again`
      : `npm installed no Node for ${platform} and this one is ${process.version}: install Node 24 by hand and try again`,
  );
}
