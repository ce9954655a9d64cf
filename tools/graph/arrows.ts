/**
 * The package graph that was agreed: who may import whom. It is the table of ARCHITECTURE.md in a form that a check can read.
 * A package that is not here is not agreed.
 */

/** For each package the packages it may import; `any` stands for all but the testkit. */
export const arrows: Readonly<Record<string, readonly string[] | "any">> = {
  wire: [],
  websocket: ["wire"],
  ws: ["websocket"],
  protocol: [],
  contract: [],
  hub: ["protocol", "contract"],
  "hub-sqlite": ["hub"],
  "hub-redis": ["hub"],
  client: ["protocol", "contract"],
  inspector: ["wire", "protocol"],
  testkit: "any",
  cli: "any",
};

/** Packages whose sources run anywhere: no Node, no third-party code. */
export const pure: readonly string[] = ["wire"];

/** For tests only: no source may import it, whatever the arrows say. */
export const TESTKIT = "testkit";
