/**
 * Takes an import specifier apart: what it points at, seen from the module that holds it.
 * It reads names only and touches no file.
 */
import { isBuiltin } from "node:module";
import { posix } from "node:path";

const SCOPE = "@longwire/";

/** What an import points at. `subpath` is in the form of an `exports` key. */
export type Target =
  | { readonly type: "file"; readonly path: string }
  | { readonly type: "builtin" }
  | { readonly type: "ours"; readonly unit: string; readonly subpath: string }
  | { readonly type: "external"; readonly name: string };

/** The target of `specifier` in the module at `importer` (a path from the root). */
export function targetOf(importer: string, specifier: string): Target {
  if (specifier.startsWith(".")) return { type: "file", path: posix.join(posix.dirname(importer), specifier) };
  if (isBuiltin(specifier)) return { type: "builtin" };
  const parts = specifier.split("/");
  if (!specifier.startsWith(SCOPE)) {
    return { type: "external", name: parts.slice(0, specifier.startsWith("@") ? 2 : 1).join("/") };
  }
  const [, unit = "", ...rest] = parts;
  return { type: "ours", unit, subpath: [".", ...rest].join("/") };
}

/** The npm name of one of our packages. */
export function scoped(unit: string): string {
  return SCOPE + unit;
}
