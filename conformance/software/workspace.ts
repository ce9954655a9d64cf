/**
 * The folder in which the programs are installed, and how a test reaches them. It installs what is missing; what a program
 * does is the business of its test.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire, findPackageJSON, registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { installSoftware } from "./install.ts";
import { chooseWs } from "./installed-ws.ts";

/** The test runner's condition, by which our packages are their sources. */
const SOURCE = "@longwire/source";

/** Programs, installed over the chosen `ws`. */
export interface Workspace {
  /** The folder that holds their `node_modules`. */
  readonly folder: string;
  /** Imports a package of the workspace. `T` is the part of it that the caller uses. */
  load<T>(name: string): Promise<T>;
  /** Throws unless the package at the end of `path` gets the chosen `ws`; `path` leads from the workspace down, one package a step. */
  assertUses(...path: readonly string[]): void;
}

/** Follows `path` from package to package, as `require` does, to the `ws` that the last one gets. */
function wsBelow(folder: string, path: readonly string[]): string {
  let from = join(folder, "package.json");
  for (const name of [...path, "ws"]) {
    const manifest = findPackageJSON(name, pathToFileURL(from));
    assert.ok(manifest, `${name} is not installed for ${from}`);
    from = manifest;
  }
  return from;
}

/** Opens the workspace and installs it before where that has to be. May take as long as npm. */
export async function openWorkspace(): Promise<Workspace> {
  const ws = chooseWs();
  const folder = await installSoftware(ws);
  const home = pathToFileURL(join(folder, "/")).href;
  // Whoever installs our packages has their builds: sources in node_modules do not run.
  registerHooks({
    resolve: (specifier, context, next) => {
      if (!context.parentURL?.startsWith(home)) return next(specifier, context);
      return next(specifier, { ...context, conditions: context.conditions.filter((name) => name !== SOURCE) });
    },
  });
  const { load }: Pick<Workspace, "load"> = await import(`${home}load.mjs`);
  return {
    folder,
    load,
    assertUses: (...path) => {
      const manifest = wsBelow(folder, path);
      const { name } = JSON.parse(readFileSync(manifest, "utf8"));
      assert.equal(name, ws === "longwire" ? "@longwire/ws" : "ws", `${path.join(" › ")} gets ${name} (${manifest})`);
      const main = createRequire(manifest).resolve(name);
      assert.ok(main.startsWith(folder), `${name} runs from ${main}`);
    },
  };
}
