/**
 * Finds a Chromium for the browser tests and, on Debian as root, installs one.
 * It knows where browsers lie and how apt-get is called; which tests need one is not its business.
 */
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { runQuietly, SetupError, say } from "./run-command.mjs";

const BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** @param {string} name @returns {string | undefined} */
function findProgram(name) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** The browser that tests drive: `CHROMIUM_PATH` when set, otherwise the first on the PATH. */
export function findBrowser() {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen !== undefined && chosen !== "") return existsSync(chosen) ? chosen : undefined;
  return BROWSERS.map(findProgram).find((path) => path !== undefined);
}

function isDebian() {
  try {
    return /^ID=debian$/m.test(readFileSync("/etc/os-release", "utf8"));
  } catch {
    return false;
  }
}

/** Installs what browser and TLS tests need and is missing. Never rejects: without it the other tests still run. */
export async function installBrowser() {
  const missing = [];
  if (findBrowser() === undefined) missing.push("chromium", "fonts-liberation");
  if (findProgram("openssl") === undefined) missing.push("openssl");
  if (missing.length === 0) return;
  if (process.env.CHROMIUM_PATH || !isDebian() || process.getuid?.() !== 0) {
    say(`not here: ${missing.join(", ")}. Tests in a browser need Chromium: install it, or set CHROMIUM_PATH`);
    return;
  }
  say(`installing ${missing.join(", ")} with apt-get (about 30 s)`);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const wait = ["-o", "DPkg::Lock::Timeout=120", "-o", "Acquire::Retries=2"];
  try {
    await runQuietly("apt-get", ["update", "-q", ...wait], { env });
    await runQuietly("apt-get", ["install", "-q", "-y", "--no-install-recommends", ...wait, ...missing], { env });
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(`${error.message}\ngoing on without: tests in a browser will say what they miss`);
  }
}
