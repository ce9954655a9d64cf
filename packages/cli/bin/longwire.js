#!/usr/bin/env node
/**
 * The `longwire` command's way in. Installed, it runs what was built; in the repository it runs the sources, so that
 * no stale or missing build can be met. It reads no arguments: ../src/main.ts does.
 */
import { existsSync } from "node:fs";
import * as nodeModule from "node:module";

const SOURCE_CONDITION = "@longwire/source";
const isRepository = existsSync(new URL("../tsconfig.json", import.meta.url));

if (nodeModule.registerHooks === undefined) {
  console.error(`longwire needs Node 22.18 or newer and this is ${process.version}.`);
  if (isRepository)
    console.error("In the repository, run it as `npx longwire …`: that uses the Node it has installed.");
  process.exitCode = 1;
} else if (isRepository) {
  nodeModule.registerHooks({
    resolve: (specifier, context, nextResolve) =>
      nextResolve(specifier, { ...context, conditions: [...context.conditions, SOURCE_CONDITION] }),
  });
  await import("../src/main.ts");
} else {
  await import("../dist/main.js");
}
