import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { completeLockfile, type Lockfile, missingEntries, platformEntry } from "./lockfile.ts";

const lock: Lockfile = {
  packages: {
    "": {},
    "node_modules/tool": {
      version: "2.0.0",
      dev: true,
      optionalDependencies: { "@tool/linux-x64": "2.0.0", "@tool/win32-arm64": "2.0.0", "any-version": "^1.0.0" },
    },
    "node_modules/@tool/linux-x64": { version: "2.0.0", optional: true },
  },
};

describe("the lock for all platforms", () => {
  test("an optional package without an entry is found, a held one and a range are not", () => {
    assert.deepEqual(missingEntries(lock), [
      { name: "@tool/win32-arm64", version: "2.0.0", wantedBy: "node_modules/tool", dev: true },
    ]);
  });

  test("a completed lock lacks nothing and keeps what it had", () => {
    const completed = completeLockfile(lock);
    assert.deepEqual(missingEntries(completed), []);
    assert.deepEqual(completed.packages["node_modules/@tool/win32-arm64"], {
      version: "2.0.0",
      cpu: ["arm64"],
      dev: true,
      optional: true,
      os: ["win32"],
    });
    for (const [path, entry] of Object.entries(lock.packages)) assert.equal(completed.packages[path], entry);
  });

  test("the C library is read from the name", () => {
    const missing = {
      name: "@tool/binding-linux-arm64-musl",
      version: "1.0.0",
      wantedBy: "node_modules/tool",
      dev: false,
    };
    assert.deepEqual(platformEntry(missing).libc, ["musl"]);
  });

  test("a name without a platform is refused, not guessed", () => {
    const missing = { name: "fsevents", version: "1.0.0", wantedBy: "node_modules/tool", dev: false };
    assert.throws(() => platformEntry(missing), /no platform in its name/);
  });
});
