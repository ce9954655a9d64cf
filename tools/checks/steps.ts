/**
 * The steps of `npm run check` that come before the tests, in order: cheap ones first.
 * Each is a title and something that rejects when it does not hold; how they are run and counted is not known here.
 */
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { graphViolations } from "../package-graph.ts";
import { buildPlayground } from "../setup/build-playground.mjs";
import { lintManifests, lintTypes } from "./lint-tarballs.ts";
import { packPackages, type Tarball } from "./pack.ts";
import { checkReadmeExample } from "./readme-example.ts";
import { CheckError, installed, ROOT, runProgram } from "./run-program.ts";

/** One thing that must hold. */
export interface Step {
  readonly title: string;
  /** Rejects with an error whose message a person can act on. */
  readonly run: () => Promise<void>;
}

const program = (title: string, command: string, ...args: string[]): Step => ({
  title,
  run: async () => {
    await runProgram(command, args);
  },
});

const node = (title: string, ...args: string[]): Step =>
  program(title, process.execPath, "--conditions=@longwire/source", ...args);

async function checkGraph(): Promise<void> {
  const violations = graphViolations(ROOT);
  if (violations.length > 0) throw new CheckError(violations.join("\n"));
}

/** What browser tests need: the pages, built from the present sources. */
export const playgroundStep: Step = { title: "playground builds", run: buildPlayground };

/** The steps that look at the packages as their users get them. The first packs them for the others. */
export function packageSteps(): Step[] {
  let tarballs: readonly Tarball[] = [];
  const packed = (check: (all: readonly Tarball[]) => Promise<void>) => async (): Promise<void> => {
    if (tarballs.length === 0) throw new CheckError("nothing was packed");
    await check(tarballs);
  };
  return [
    {
      title: "packages build and pack",
      run: async () => {
        tarballs = await packPackages();
      },
    },
    { title: "packages: publint", run: packed(lintManifests) },
    { title: "packages: types (attw)", run: packed(lintTypes) },
    {
      title: "packages: README example, installed in an empty folder",
      run: packed(async (all) => {
        try {
          await checkReadmeExample(all);
        } finally {
          const [first] = all;
          if (first) await rm(dirname(first.file), { recursive: true, force: true });
        }
      }),
    },
  ];
}

/** All steps but the tests. */
export function checkSteps(): Step[] {
  const generator = "tools/generate-docs.ts";
  return [
    node("lock holds all platforms", "tools/lockfile.ts", "--check"),
    program("format and lint", installed("biome"), "ci", "--colors=off", "--error-on-warnings", "."),
    program("types: packages", installed("tsc"), "-b"),
    program("types: tests and tools", installed("tsc"), "-p", "tsconfig.test.json"),
    program(
      "types: apps",
      "npm",
      "run",
      "typecheck",
      "--workspace=apps/playground",
      "--if-present",
      "--loglevel=error",
    ),
    { title: "package graph", run: checkGraph },
    ...(existsSync(join(ROOT, generator)) ? [node("generated docs are up to date", generator, "--check")] : []),
    program("no unused file, export or dependency", installed("knip"), "--no-progress"),
    // The command is packed with the pages.
    playgroundStep,
    ...packageSteps(),
  ];
}
