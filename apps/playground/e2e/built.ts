/**
 * Builds the front end when what it is made of is newer than what was built.
 */

import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const app = fileURLToPath(new URL("..", import.meta.url));
const pages = fileURLToPath(new URL("../../../packages/cli/pages", import.meta.url));
// The last one is what the pages and the server share.
const sources = ["src", "public", "index.html", "vite.config.ts", "package.json", "../../packages/cli/src/playground"];

/** Makes sure that the built pages show the sources as they are. Says when it builds. */
export async function ensureBuilt(): Promise<void> {
  const built = await changedAt(join(pages, "index.html"));
  const newest = Math.max(...(await Promise.all(sources.map((source) => newestIn(join(app, source))))));
  if (built > newest) return;
  console.log("The pages are older than their sources: building them.");
  await build({ root: app, logLevel: "warn" });
}

async function newestIn(path: string): Promise<number> {
  const entry = await stat(path);
  if (!entry.isDirectory()) return entry.mtimeMs;
  const files = await readdir(path, { recursive: true });
  return Math.max(entry.mtimeMs, ...(await Promise.all(files.map((file) => changedAt(join(path, file))))));
}

async function changedAt(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs;
  } catch {
    return 0;
  }
}
