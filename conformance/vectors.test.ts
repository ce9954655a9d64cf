/**
 * Runs every vector through the one runner, for each role that it concerns. RFC 6455, clause by clause.
 */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { rolesOf, runVector } from "@longwire/testkit";
import { vectorTopics } from "./vectors/topics.ts";

const SEED = 6455;

for (const [title, vectors] of vectorTopics) {
  describe(title, () => {
    for (const vector of vectors) {
      for (const role of rolesOf(vector)) {
        test(`${vector.name} [${vector.section}] (${role})`, () => runVector(vector, role, SEED));
      }
    }
  });
}

/** Edges that other suites prove, since one connection's bytes cannot show them. */
const provenElsewhere: readonly (readonly [edge: number, where: string])[] = [
  [51, "packages/wire/src/message/utf8-encode.test.ts"],
  [52, "packages/wire/src/connection/connection-input.test.ts"],
  [69, "packages/wire/src/message/close-payload.test.ts"],
  [76, "packages/wire/src/connection/connection-time.test.ts"],
];

test("every edge from 38 to 51, 66 to 69, 71 to 78, 82 and 83 has a vector or another test", () => {
  const named = new Set(provenElsewhere.map(([edge]) => edge));
  for (const [, vectors] of vectorTopics) {
    for (const { name } of vectors) {
      const match = /^edge ([\d, ]+)/.exec(name);
      for (const edge of match?.[1]?.split(",") ?? []) named.add(Number(edge));
    }
  }
  const wanted = [
    38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 66, 67, 68, 69, 71, 72, 73, 74, 75, 76, 77,
  ];
  assert.deepEqual(
    [...wanted, 78, 82, 83].filter((edge) => !named.has(edge)),
    [],
  );
});

test("no two vectors have the same name", () => {
  const names = vectorTopics.flatMap(([, vectors]) => vectors.map(({ name }) => name));
  assert.deepEqual(
    names.filter((name, i) => names.indexOf(name) !== i),
    [],
  );
});
