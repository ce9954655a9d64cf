/**
 * The rules for one import: it stays inside its package or goes through a public entry, along an agreed arrow,
 * to something that the manifest names. It judges single imports; cycles and manifests are judged elsewhere.
 */
import { arrows, pure, TESTKIT } from "./arrows.ts";
import type { Manifest, Module, Repository, Unit } from "./read-repository.ts";
import { scoped, type Target, targetOf } from "./specifier.ts";

/** The name of a unit's folder, which for a package is also its name in the arrows. */
export function unitName(unit: Unit): string {
  return unit.folder.replace(/^(packages|apps)\//, "");
}

/** Whether it is one of the packages that the arrows are about. */
export function isPackage(unit: Unit): boolean {
  return unit.folder.startsWith("packages/");
}

function follows(from: string, to: string): boolean {
  const allowed = arrows[from] ?? [];
  return to !== TESTKIT && (allowed === "any" || allowed.includes(to));
}

/** Names that a module may import: a source only what is installed with it, a test also what is there to develop with. */
function installedFor(module: Module, unit: Unit, repository: Repository): ReadonlySet<string> {
  const own = (manifest: Manifest | undefined): string[] => [
    ...Object.keys(manifest?.dependencies ?? {}),
    ...Object.keys(manifest?.peerDependencies ?? {}),
  ];
  const development = (manifest: Manifest | undefined): string[] => Object.keys(manifest?.devDependencies ?? {});
  const isShipped = !module.isTest && unit.manifest !== undefined;
  if (isShipped)
    return new Set(
      unit.manifest?.private === true ? [...own(unit.manifest), ...development(unit.manifest)] : own(unit.manifest),
    );
  return new Set([...own(unit.manifest), ...development(unit.manifest), ...development(repository.root)]);
}

function judgeOurs(
  target: Target & { type: "ours" },
  module: Module,
  unit: Unit,
  repository: Repository,
): string | undefined {
  const importer = unitName(unit);
  const imported = repository.units.find((other) => isPackage(other) && unitName(other) === target.unit);
  if (imported?.manifest === undefined) return `${scoped(target.unit)} does not exist`;
  if (!Object.hasOwn(imported.manifest.exports ?? {}, target.subpath)) {
    return `deep import: ${target.subpath} is no public entry of ${scoped(target.unit)}`;
  }
  if (!isPackage(unit)) {
    const isLive = unit.folder.startsWith("apps/") && !module.isTest;
    return isLive && target.unit === TESTKIT ? "the testkit is for tests" : undefined;
  }
  if (module.isTest) return undefined;
  if (target.unit === importer) return "a package does not import itself";
  return follows(importer, target.unit) ? undefined : `against the arrows: ${importer} may not import ${target.unit}`;
}

function judgeFile(path: string, unit: Unit): string | undefined {
  const home = isPackage(unit) ? `${unit.folder}/src/` : `${unit.folder}/`;
  if (path.startsWith(home)) return undefined;
  // Only packages and apps are closed: other folders may share files, and read the manifests of packages.
  const enters = /^(packages|apps)\/[^/]+\/(?!package\.json$)/.test(path);
  return unit.manifest !== undefined || enters ? `leaves ${home} by a relative path: use the public entry` : undefined;
}

function judge(specifier: string, module: Module, unit: Unit, repository: Repository): string | undefined {
  const target = targetOf(module.path, specifier);
  if (target.type === "file") return judgeFile(target.path, unit);
  const isPure = isPackage(unit) && pure.includes(unitName(unit)) && !module.isTest;
  if (target.type === "builtin") return isPure ? `${unitName(unit)} runs without Node` : undefined;
  if (isPure && target.type === "external") return `${unitName(unit)} has no dependency`;
  const fault = target.type === "ours" ? judgeOurs(target, module, unit, repository) : undefined;
  if (fault !== undefined) return fault;
  const name = target.type === "ours" ? scoped(target.unit) : target.name;
  // What is no workspace itself, such as the bench with its manifest of peers, finds ours in the root's workspaces.
  const isWorkspace = target.type === "ours" && !/^(packages|apps)\//.test(unit.folder);
  const isInstalled = isWorkspace || name === unit.manifest?.name || installedFor(module, unit, repository).has(name);
  return isInstalled ? undefined : `${name} is not in the dependencies of ${unit.folder}`;
}

/** The imports of `unit` that break a rule, one line each with file and line number. */
export function importViolations(unit: Unit, repository: Repository): string[] {
  return unit.modules.flatMap((module) =>
    module.imports.flatMap(({ specifier, line }) => {
      const fault = judge(specifier, module, unit, repository);
      return fault === undefined ? [] : [`${module.path}:${line} imports "${specifier}": ${fault}`];
    }),
  );
}
