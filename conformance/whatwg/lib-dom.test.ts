/** The types of @longwire/websocket/whatwg are those of lib.dom: a program that has both compiles. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = new URL("../../", import.meta.url);

test("a program with lib.dom may use our WebSocket for its own, and its own for ours", () => {
  const tsc = fileURLToPath(new URL("node_modules/.bin/tsc", root));
  const project = fileURLToPath(new URL("lib-dom/", import.meta.url));
  const { stdout, status } = spawnSync(tsc, ["--project", project], { encoding: "utf8", timeout: 60_000 });
  assert.equal(stdout, "");
  assert.equal(status, 0);
});
