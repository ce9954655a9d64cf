import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

function read(name: string): string {
  return readFileSync(new URL(name, import.meta.url), "utf8");
}

const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(read("package.json"));

test("versions are exact, and README.md names each", () => {
  const readme = read("README.md");
  for (const [name, wanted] of Object.entries(dependencies)) {
    const version = wanted.replace(/^npm:.*@/, "");
    assert.match(version, /^\d+\.\d+\.\d+$/, name);
    assert.ok(
      readme.includes(`${wanted.startsWith("npm:") ? wanted.slice(4).replace(/@[^@]*$/, "") : name} ${version}`),
      `README.md lacks ${name} ${version}`,
    );
  }
});

test("the lock holds what package.json names", () => {
  const { packages }: { packages: Record<string, { dependencies?: object }> } = JSON.parse(read("package-lock.json"));
  assert.deepEqual(packages[""]?.dependencies, dependencies);
});
