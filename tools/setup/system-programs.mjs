/**
 * Finds the programs that tests start and that npm cannot install: Chromium, openssl, nginx, HAProxy. On Debian, as root, it installs them.
 * It knows where they lie and how apt-get is called; which tests need them is not its business.
 */
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { runQuietly, SetupError, say } from "./run-command.mjs";

const BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Servers lie where only root looks. */
const SERVER_FOLDERS = ["/usr/sbin", "/usr/local/sbin"];

/** A program by its name: on the PATH, or where servers lie. @param {string} name @returns {string | undefined} */
export function findProgram(name) {
  const folders = [...(process.env.PATH ?? "").split(delimiter), ...SERVER_FOLDERS];
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

/**
 * Installs the programs that tests start and that are missing. Never rejects: without them the other tests still run.
 * @param {{ withBrowser: boolean, withProxies: boolean }} options openssl makes the certificates of TLS tests and is always wanted
 */
export async function installPrograms({ withBrowser, withProxies }) {
  const missing = findProgram("openssl") === undefined ? ["openssl"] : [];
  if (withBrowser && findBrowser() === undefined) missing.push("chromium", "fonts-liberation");
  if (withProxies) missing.push(...["nginx", "haproxy"].filter((name) => findProgram(name) === undefined));
  if (missing.length === 0) return;
  if (process.env.CHROMIUM_PATH || !isDebian() || process.getuid?.() !== 0) {
    say(`not here: ${missing.join(", ")}. Some tests need them: install them (for Chromium, CHROMIUM_PATH can be set)`);
    return;
  }
  say(`installing ${missing.join(", ")} with apt-get (about 30 s)`);
  // In run level 1 a package does not start the server that it brings.
  const env = { DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  const wait = ["-o", "DPkg::Lock::Timeout=120", "-o", "Acquire::Retries=2"];
  try {
    await runQuietly("apt-get", ["update", "-q", ...wait], { env });
    await runQuietly("apt-get", ["install", "-q", "-y", "--no-install-recommends", ...wait, ...missing], { env });
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(`${error.message}\ngoing on without: the tests that need them will say so`);
  }
}
