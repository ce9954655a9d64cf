/**
 * The version of the package, from its manifest, wherever this runs from: sources or build.
 */
import { readFileSync } from "node:fs";

/** Such as "1.2.3". */
export function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  const hasVersion = typeof manifest === "object" && manifest !== null && "version" in manifest;
  return hasVersion ? String(manifest.version) : "unknown";
}
