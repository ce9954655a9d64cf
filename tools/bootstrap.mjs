/**
 * The one way in: `start`, `test`, `check` or `setup` on a fresh clone, on whatever Node (20 or newer) the machine has.
 * It prepares only what is missing, says so, never asks, and hands over to the repository's own Node.
 * Plain JavaScript with no dependency, because it runs before anything is installed.
 */

import { buildPlayground } from "./setup/build-playground.mjs";
import { installPackages } from "./setup/install-packages.mjs";
import { requirePinnedNode } from "./setup/pinned-node.mjs";
import { handOver, SetupError, say } from "./setup/run-command.mjs";
import { findBrowser, installPrograms } from "./setup/system-programs.mjs";

const NODE_OPTIONS = ["--conditions=@longwire/source", "--disable-warning=ExperimentalWarning"];
const OLDEST_NODE = 20;
const DEFAULT_PORT = 8000;
const USAGE = `usage: node tools/bootstrap.mjs start | test [FILTER…] | check | soak [--minutes N] | sim [--hours N] | faults [--seconds N] | setup

  start   serve the hub and the playground on http://localhost:8000 (PORT is respected)
  test    run the tests; a filter is part of a path: npm test -- packages/wire
  check   everything that CI runs
  soak    thousands of connections for 10 minutes; nothing may grow
  sim     the hub, its clients and its faults in simulated time: npm run sim -- --help
  faults  servers killed and lines cut for 5 minutes; nothing may be lost
  setup   only prepare: packages, Node, playground build`;

/** Folders whose tests drive a real browser. @param {readonly string[]} filters */
function needsBrowser(filters) {
  return filters.length === 0 || filters.some((filter) => /^(\.\/)?(apps|conformance)/.test(filter));
}

/** Folders whose tests stand behind a real proxy. @param {readonly string[]} filters */
function needsProxies(filters) {
  return filters.length === 0 || filters.some((filter) => /^(\.\/)?conformance/.test(filter));
}

/** @param {readonly string[]} filters */
async function prepareForTests(filters) {
  // Side by side: apt-get and npm wait for different servers.
  await Promise.all([
    installPackages(),
    installPrograms({ withBrowser: needsBrowser(filters), withProxies: needsProxies(filters) }),
  ]);
}

/** @param {readonly string[]} args @returns {Promise<number>} the exit code */
function runPinned(args) {
  const browser = findBrowser();
  return handOver(requirePinnedNode(), [...NODE_OPTIONS, ...args], browser ? { CHROMIUM_PATH: browser } : {});
}

/** @type {Readonly<Record<string, (rest: readonly string[]) => Promise<number>>>} */
const modes = {
  async setup() {
    await installPackages();
    requirePinnedNode();
    await buildPlayground();
    return 0;
  },
  async start(rest) {
    await modes.setup?.([]);
    return runPinned(["packages/cli/src/main.ts", "serve", "--port", `${process.env.PORT || DEFAULT_PORT}+`, ...rest]);
  },
  async test(rest) {
    await prepareForTests(rest.filter((argument) => !argument.startsWith("-")));
    return runPinned(["tools/test.ts", ...rest]);
  },
  async soak(rest) {
    await installPackages();
    return runPinned(["conformance/soak/run.ts", ...rest]);
  },
  async sim(rest) {
    await installPackages();
    return runPinned(["packages/testkit/src/simulation/main.ts", ...rest]);
  },
  async faults(rest) {
    await installPackages();
    return runPinned(["conformance/faults/run.ts", ...rest]);
  },
  async check(rest) {
    await prepareForTests([]);
    return runPinned(["tools/check.ts", ...rest]);
  },
};

/** @param {readonly string[]} argv @returns {Promise<number>} */
async function main([name = "", ...rest]) {
  const mode = Object.hasOwn(modes, name) ? modes[name] : undefined;
  if (mode === undefined) {
    console.error(USAGE);
    return 2;
  }
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
    console.error(`Node ${OLDEST_NODE} or newer is needed to begin with; this is ${process.version}.`);
    return 1;
  }
  try {
    return await mode(rest);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    // The commands that count end with their count, also when they could not begin.
    if (name === "test" || name === "check") console.log("0 passed, 1 failed");
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
