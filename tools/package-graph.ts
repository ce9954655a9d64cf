/**
 * Checks that the packages depend on each other as agreed (ARCHITECTURE.md, "Packages"), and prints every import,
 * manifest and cycle that does not. It composes the rules of graph/ and holds none itself.
 */
import { fileURLToPath, pathToFileURL } from "node:url";
import { importViolations } from "./graph/import-rules.ts";
import { packageCycles, typeCycles, unitViolations } from "./graph/package-rules.ts";
import { readRepository } from "./graph/read-repository.ts";

/** Everything in the repository at `root` that breaks the package graph; empty when it is as agreed. */
export function graphViolations(root: string): string[] {
  const repository = readRepository(root);
  const perUnit = repository.units.flatMap((unit) => [
    ...importViolations(unit, repository),
    ...unitViolations(unit, repository),
  ]);
  return [...perUnit, ...packageCycles(repository)];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const violations = graphViolations(root);
  for (const violation of violations) console.error(violation);
  if (violations.length === 0) console.log(readRepository(root).units.flatMap(typeCycles).join("\n"));
  process.exitCode = violations.length > 0 ? 1 : 0;
}
