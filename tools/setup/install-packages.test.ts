import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isInstalled } from "./install-packages.mjs";
import { isNewEnough } from "./pinned-node.mjs";

const wanted = {
  packages: {
    "": {},
    "node_modules/a": { version: "1.0.0", integrity: "sha512-a" },
    "node_modules/a-win32": { version: "1.0.0", optional: true },
    "node_modules/@longwire/wire": { resolved: "packages/wire", link: true },
    "packages/wire": { version: "0.1.0" },
  },
};
const { "": _, "node_modules/a-win32": __, ...present } = wanted.packages;

describe("what npm left behind is compared with the lock", () => {
  test("all there, but for another platform's optional package: installed", () => {
    assert.equal(isInstalled(wanted, { packages: present }), true);
  });

  const faults = {
    "another version": { ...present, "node_modules/a": { version: "1.0.1", integrity: "sha512-a" } },
    "another content": { ...present, "node_modules/a": { version: "1.0.0", integrity: "sha512-b" } },
    "a missing package": { "node_modules/@longwire/wire": present["node_modules/@longwire/wire"] },
    "a package in place of a workspace": { ...present, "node_modules/@longwire/wire": { version: "0.1.0" } },
    "a changed workspace": { ...present, "packages/wire": { version: "0.2.0" } },
  };
  for (const [title, packages] of Object.entries(faults)) {
    test(`${title}: not installed`, () => assert.equal(isInstalled(wanted, { packages }), false));
  }
});

test("sources run from Node 22.18 on", () => {
  const verdicts = ["v20.20.2", "v22.17.9", "v22.18.0", "v24.0.0"].map((version) => isNewEnough(version));
  assert.deepEqual(verdicts, [false, false, true, true]);
});
