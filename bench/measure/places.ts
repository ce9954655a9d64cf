/**
 * Where the bench finds things: folders, the Nodes, Bun, and the cores that server and load generator run on.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The bench folder. */
export const BENCH: string = fileURLToPath(new URL("..", import.meta.url));
/** The repository. */
export const ROOT: string = join(BENCH, "..");
/** What is measured runs here. */
export const SERVER_CORE = 0;
/** What measures runs here. */
export const LOAD_CORE = 1;
/** The Node of the repository. */
export const NODE: string = process.execPath;

/** The newest Node that the addon loads on, from npm; `undefined` where there is none for this platform. */
export function addonNode(): string | undefined {
  const path = join(BENCH, "node_modules", `node-${process.platform}-${process.arch}`, "bin", "node");
  return existsSync(path) ? path : undefined;
}

/** Bun, where npm installed it. */
export function bun(): string | undefined {
  const path = join(BENCH, "node_modules", ".bin", "bun");
  return existsSync(path) ? path : undefined;
}
