/**
 * The rules for a package as a whole: agreed, named like its folder, with a manifest and references that say exactly
 * what its sources import, and with no cycle inside. Single imports are judged in import-rules.ts.
 */
import { arrows } from "./arrows.ts";
import { findCycles } from "./cycles.ts";
import { isPackage, unitName } from "./import-rules.ts";
import type { Manifest, Repository, Unit } from "./read-repository.ts";
import { scoped, targetOf } from "./specifier.ts";

/** Our packages that the sources (not the tests) of `unit` import. */
function importedPackages(unit: Unit): string[] {
  const sources = unit.modules.filter((module) => !module.isTest);
  const targets = sources.flatMap((module) => module.imports.map(({ specifier }) => targetOf(module.path, specifier)));
  return [...new Set(targets.flatMap((target) => (target.type === "ours" ? [target.unit] : [])))];
}

function manifestViolations(unit: Unit, manifest: Manifest, repository: Repository): string[] {
  const at = `${unit.folder}/package.json`;
  const imported = importedPackages(unit);
  const found: string[] = [];
  if (isPackage(unit) && manifest.name !== scoped(unitName(unit)))
    found.push(`${at}: is not named ${scoped(unitName(unit))}`);
  if (manifest.version !== repository.root.version) found.push(`${at}: version is not ${repository.root.version}`);
  const all = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.peerDependencies };
  for (const [name, version] of Object.entries(all)) {
    if (name.startsWith(scoped("")) && version !== repository.root.version) {
      found.push(`${at}: ${name} must be exactly ${repository.root.version}`);
    }
  }
  for (const name of Object.keys(manifest.dependencies ?? {})) {
    const isOurs = name.startsWith(scoped(""));
    if (isOurs && !imported.some((unitImported) => scoped(unitImported) === name)) {
      found.push(`${at}: ${name} is a dependency that no source imports`);
    }
  }
  return found;
}

function referenceViolations(unit: Unit): string[] {
  const imported = importedPackages(unit).map((name) => `packages/${name}`);
  const missing = imported.filter((folder) => !unit.references.includes(folder));
  const surplus = unit.references.filter((folder) => !imported.includes(folder));
  const at = `${unit.folder}/tsconfig.json`;
  return [
    ...missing.map((folder) => `${at}: lacks the reference to ${folder}`),
    ...surplus.map((folder) => `${at}: references ${folder}, which no source imports`),
  ];
}

function fileGraph(unit: Unit, countsTypes: boolean): Map<string, string[]> {
  const files = new Set(unit.modules.map((module) => module.path));
  const graph = new Map<string, string[]>();
  for (const module of unit.modules) {
    const imports = module.imports.filter((one) => countsTypes || !one.isTypeOnly);
    const targets = imports.map(({ specifier }) => targetOf(module.path, specifier));
    const paths = targets.flatMap((target) => (target.type === "file" && files.has(target.path) ? [target.path] : []));
    graph.set(module.path, paths);
  }
  return graph;
}

function fileCycles(unit: Unit): string[] {
  return findCycles(fileGraph(unit, false)).map((cycle) => `cycle between files: ${cycle.join(", ")}`);
}

/** Files of `unit` that must be read together because their types refer to each other; allowed, but worth a look. */
export function typeCycles(unit: Unit): string[] {
  return findCycles(fileGraph(unit, true)).map((cycle) => `types refer to each other: ${cycle.join(", ")}`);
}

/** What is wrong with `unit` itself. */
export function unitViolations(unit: Unit, repository: Repository): string[] {
  const isAgreed = !isPackage(unit) || Object.hasOwn(arrows, unitName(unit));
  return [
    ...(isAgreed ? [] : [`${unit.folder}: is not in the table of arrows`]),
    ...(unit.manifest === undefined ? [] : manifestViolations(unit, unit.manifest, repository)),
    ...(isPackage(unit) ? referenceViolations(unit) : []),
    ...fileCycles(unit),
  ];
}

/** Cycles between packages. */
export function packageCycles(repository: Repository): string[] {
  const packages = repository.units.filter(isPackage);
  const graph = new Map(packages.map((unit) => [unitName(unit), importedPackages(unit)]));
  return findCycles(graph).map((cycle) => `cycle between packages: ${cycle.join(", ")}`);
}
