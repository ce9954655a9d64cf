import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { graphViolations } from "./package-graph.ts";

type Tree = Readonly<Record<string, string>>;

interface Planted {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly version?: string;
}

function manifest(name: string, { version = "0.1.0", ...rest }: Planted = {}): string {
  return JSON.stringify({ name, version, exports: { ".": "./src/index.ts" }, ...rest });
}

function references(...folders: string[]): string {
  return JSON.stringify({ references: folders.map((path) => ({ path: `../${path}` })) });
}

const ON_WIRE = { dependencies: { "@longwire/wire": "0.1.0" } };

/** A repository without fault, with every layer that the rules speak of. */
const SOUND: Tree = {
  "package.json": JSON.stringify({ name: "longwire", version: "0.1.0", devDependencies: { "fast-check": "1.0.0" } }),
  "packages/wire/package.json": manifest("@longwire/wire", { devDependencies: { "@longwire/testkit": "0.1.0" } }),
  "packages/wire/tsconfig.json": references(),
  "packages/wire/src/index.ts": `export { frame } from "./frame.ts";`,
  "packages/wire/src/frame.ts": "export const frame = 1;",
  "packages/wire/src/frame.test.ts": `import "node:test"; import "fast-check"; import "@longwire/testkit"; import "./frame.ts";`,
  "packages/websocket/package.json": manifest("@longwire/websocket", ON_WIRE),
  "packages/websocket/tsconfig.json": references("wire"),
  "packages/websocket/src/index.ts": `import "node:net"; import { frame } from "@longwire/wire";`,
  "packages/testkit/package.json": manifest("@longwire/testkit", ON_WIRE),
  "packages/testkit/tsconfig.json": references("wire"),
  "packages/testkit/src/index.ts": `import type { frame } from "@longwire/wire";`,
  "apps/playground/package.json": manifest("@longwire/playground", {
    dependencies: { "@longwire/websocket": "0.1.0", react: "19.0.0" },
  }),
  "apps/playground/src/app.tsx": `import "react"; const page = <p>{"import 'nothing'"}</p>;`,
  "apps/playground/server/main.ts": `import "@longwire/websocket";`,
  "conformance/vectors.test.ts": `import "@longwire/wire"; import "fast-check";`,
};

/** The violations of a repository that is sound but for `planted`. */
function violationsWith(planted: Tree): string[] {
  const root = mkdtempSync(join(tmpdir(), "longwire-graph-"));
  try {
    for (const [path, text] of Object.entries({ ...SOUND, ...planted })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return graphViolations(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

const WIRE = "packages/wire/src/planted.ts";
const WEBSOCKET = "packages/websocket/src/planted.ts";
const PLAYGROUND = "apps/playground/src/planted.ts";

/** Each plants one fault into the sound repository and names what the one complaint must say. */
const faults: readonly { readonly title: string; readonly planted: Tree; readonly complaint: RegExp }[] = [
  {
    title: "an import against the arrows",
    planted: {
      [WEBSOCKET]: `import "@longwire/inspector";`,
      "packages/inspector/package.json": manifest("@longwire/inspector"),
      "packages/websocket/package.json": manifest("@longwire/websocket", {
        dependencies: { "@longwire/wire": "0.1.0", "@longwire/inspector": "0.1.0" },
      }),
      "packages/websocket/tsconfig.json": references("wire", "inspector"),
    },
    complaint: /planted\.ts:1 .*against the arrows/,
  },
  {
    title: "a deep import",
    planted: { [WEBSOCKET]: `import "@longwire/wire/src/frame.ts";` },
    complaint: /deep import/,
  },
  {
    title: "a deep import by a dynamic import",
    planted: { [WEBSOCKET]: `\nawait import("@longwire/wire/frame");` },
    complaint: /planted\.ts:2 .*deep import/,
  },
  {
    title: "a relative path into another package",
    planted: { [WEBSOCKET]: `export * from "../../wire/src/frame.ts";` },
    complaint: /use the public entry/,
  },
  {
    title: "a relative path from a folder beside into a package",
    planted: { "conformance/planted.ts": `import "../packages/wire/src/frame.ts";` },
    complaint: /use the public entry/,
  },
  {
    title: "Node in the pure core",
    planted: { [WIRE]: `import type { Socket } from "node:net";` },
    complaint: /runs without Node/,
  },
  {
    title: "Node in the pure core, in a type",
    planted: { [WIRE]: `export type S = import("node:net").Socket;` },
    complaint: /runs without Node/,
  },
  {
    title: "a dependency of the pure core",
    planted: { [WIRE]: `import "fast-check";` },
    complaint: /has no dependency/,
  },
  {
    title: "a dependency that no manifest names",
    planted: { [WEBSOCKET]: `import "ws";` },
    complaint: /ws is not in the dependencies/,
  },
  {
    title: "a source that imports what only tests may",
    planted: { [WEBSOCKET]: `import "fast-check";` },
    complaint: /fast-check is not in the dependencies/,
  },
  {
    title: "the testkit in an app",
    planted: { [PLAYGROUND]: `import "@longwire/testkit";` },
    complaint: /testkit is for tests/,
  },
  {
    title: "a package that imports itself",
    planted: {
      [WEBSOCKET]: `import "@longwire/websocket";`,
      "packages/websocket/tsconfig.json": references("wire", "websocket"),
    },
    complaint: /does not import itself|cycle between packages: websocket/,
  },
  {
    title: "a package that does not exist",
    planted: { [PLAYGROUND]: `import "@longwire/nowhere";` },
    complaint: /does not exist/,
  },
  {
    title: "a cycle between files",
    planted: { [WIRE]: `import "./other.ts";`, "packages/wire/src/other.ts": `import "./planted.ts";` },
    complaint: /cycle between files: .*other\.ts, .*planted\.ts/,
  },
  {
    title: "a package that is not in the table",
    planted: { "packages/extra/package.json": manifest("@longwire/extra") },
    complaint: /packages\/extra: is not in the table/,
  },
  {
    title: "a range where the exact version is wanted",
    planted: {
      "packages/websocket/package.json": manifest("@longwire/websocket", {
        dependencies: { "@longwire/wire": "^0.1.0" },
      }),
    },
    complaint: /must be exactly 0\.1\.0/,
  },
  {
    title: "a package of another version",
    planted: { "packages/websocket/package.json": manifest("@longwire/websocket", { ...ON_WIRE, version: "0.2.0" }) },
    complaint: /version is not 0\.1\.0/,
  },
  {
    title: "a dependency that nothing imports",
    planted: { "packages/websocket/src/index.ts": "", "packages/websocket/tsconfig.json": references() },
    complaint: /a dependency that no source imports/,
  },
  {
    title: "a missing project reference",
    planted: { "packages/websocket/tsconfig.json": references() },
    complaint: /lacks the reference to packages\/wire/,
  },
];

describe("the package graph", () => {
  test("a sound repository has no violation", () => {
    assert.deepEqual(violationsWith({}), []);
  });

  test("types may refer to each other across files", () => {
    const other = { "packages/wire/src/other.ts": `export type { B } from "./planted.ts";` };
    assert.deepEqual(violationsWith({ [WIRE]: `import type { A } from "./other.ts";`, ...other }), []);
  });

  test("an import that is empty when its types are gone still runs the module", () => {
    const other = { "packages/wire/src/other.ts": `import { type B } from "./planted.ts";` };
    assert.match(
      violationsWith({ [WIRE]: `import { type A } from "./other.ts";`, ...other }).join(),
      /cycle between files/,
    );
  });

  for (const { title, planted, complaint } of faults) {
    test(`${title} is found`, () => {
      const violations = violationsWith(planted);
      assert.ok(violations.length > 0, "nothing was found");
      for (const violation of violations) assert.match(violation, complaint);
    });
  }

  test("a cycle between packages is found", () => {
    const violations = violationsWith({
      "packages/testkit/src/index.ts": `import "@longwire/cli";`,
      "packages/testkit/package.json": manifest("@longwire/testkit", { dependencies: { "@longwire/cli": "0.1.0" } }),
      "packages/testkit/tsconfig.json": references("cli"),
      "packages/cli/src/index.ts": `import "@longwire/testkit";`,
      "packages/cli/package.json": manifest("@longwire/cli", { dependencies: { "@longwire/testkit": "0.1.0" } }),
      "packages/cli/tsconfig.json": references("testkit"),
    });
    assert.ok(violations.some((violation) => violation === "cycle between packages: cli, testkit"));
    assert.ok(violations.some((violation) => /cli may not import testkit/.test(violation)));
  });
});
