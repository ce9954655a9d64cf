import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const COMPILER = join(ROOT, "node_modules/typescript/bin/tsc");

/** Compiles `source` with the settings of packages/wire and returns what the compiler says. */
function compileAsWire(source: string): string {
  const folder = mkdtempSync(join(tmpdir(), "longwire-pure-"));
  try {
    writeFileSync(join(folder, "planted.mts"), source);
    const settings = {
      extends: join(ROOT, "packages/wire/tsconfig.json"),
      compilerOptions: { rootDir: ".", noEmit: true, composite: false },
      include: ["planted.mts"],
      references: [],
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(settings));
    const { stdout, stderr } = spawnSync(process.execPath, [COMPILER, "-p", folder], { encoding: "utf8" });
    return stdout + stderr;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("packages/wire knows neither Node nor a browser", () => {
  test("plain ECMAScript compiles", () => {
    assert.equal(compileAsWire("export const bytes: Uint8Array = new Uint8Array(4);"), "");
  });

  test("every name of a platform is an error", () => {
    const names = ["Buffer", "process", "document", "window", "setTimeout", "TextEncoder", "URL", "console", "crypto"];
    const said = compileAsWire(names.map((name) => `void ${name};`).join("\n"));
    for (const name of names) assert.match(said, new RegExp(`Cannot find name '${name}'`));
  });
});
