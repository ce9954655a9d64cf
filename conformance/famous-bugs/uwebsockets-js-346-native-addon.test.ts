/**
 * Bug: uNetworking/uWebSockets.js#346 (Alpine), #158, #1000 (segfault), ParabolInc/parabol#12234: the pain of native addons
 * Who: those whose platform, Node version or libc has no binary, and those who see a segfault instead of a stack.
 * Answer: TypeScript only: no binary, no build on installation, no dependency of the packages but each other.
 */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const ROOT = join(import.meta.dirname, "../..");

test("what is installed is JavaScript", () => {
  const manifests = ["wire", "websocket", "ws"].map((name) => join(ROOT, "packages", name, "package.json"));
  for (const path of manifests) {
    const {
      scripts = {},
      dependencies = {},
      optionalDependencies = {},
      gypfile,
    } = JSON.parse(readFileSync(path, "utf8"));
    for (const script of ["preinstall", "install", "postinstall"]) assert.equal(scripts[script], undefined, path);
    assert.equal(gypfile, undefined);
    const foreign = Object.keys({ ...dependencies, ...optionalDependencies }).filter(
      (name) => !name.startsWith("@longwire/"),
    );
    assert.deepEqual(foreign, [], path);
  }
  assert.deepEqual(globSync("packages/*/{src,bin}/**/*.{node,gyp,c,cc,cpp}", { cwd: ROOT }), []);
});
