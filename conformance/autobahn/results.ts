/**
 * The verdicts of the Autobahn TestSuite: read from its reports, kept in `expected-results.json`, compared.
 * It knows the two formats; how the reports came to be is not its business.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Which of our ends was tested; `http2`: the server, through tunnels of HTTP/2. */
export type Role = "server" | "client" | "http2";

/** By case, such as "5.15": behaviour and closing behaviour, such as "OK/OK" or "NON-STRICT/OK". */
export type Verdicts = ReadonlyMap<string, string>;

const EXPECTED_FILE = new URL("expected-results.json", import.meta.url);

type CaseFile = Readonly<Record<string, Partial<Record<Role, string>>>>;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function byCaseNumber([a]: readonly [string, ...unknown[]], [b]: readonly [string, ...unknown[]]): number {
  return a.localeCompare(b, "en", { numeric: true });
}

/** Reads the `index.json` that the suite leaves in its report folder. @throws Error when it is not one of a single agent. */
export function readReports(folder: string): Verdicts {
  const index: unknown = JSON.parse(readFileSync(join(folder, "index.json"), "utf8"));
  const agents = isRecord(index) ? Object.values(index) : [];
  const [cases] = agents;
  if (agents.length !== 1 || !isRecord(cases)) throw new Error(`${folder}/index.json has not the results of one agent`);
  const verdicts = Object.entries(cases).map(([id, result]): [string, string] => {
    if (!isRecord(result)) throw new Error(`case ${id} in ${folder}/index.json is not a result`);
    return [id, `${String(result.behavior)}/${String(result.behaviorClose)}`];
  });
  return new Map(verdicts.sort(byCaseNumber));
}

function readExpectedFile(): CaseFile {
  const file: unknown = JSON.parse(readFileSync(EXPECTED_FILE, "utf8"));
  // Written by `writeExpected` only.
  return isRecord(file) ? (file as CaseFile) : {};
}

/** The committed verdicts of a role. */
export function readExpected(role: Role): Verdicts {
  const verdicts = Object.entries(readExpectedFile()).flatMap(([id, roles]): [string, string][] =>
    roles[role] === undefined ? [] : [[id, roles[role]]],
  );
  return new Map(verdicts);
}

/** Replaces the committed verdicts of a role; those of the other one stay. One line per case. */
export function writeExpected(role: Role, verdicts: Verdicts): void {
  const old = readExpectedFile();
  const ids = new Set([...Object.keys(old), ...verdicts.keys()]);
  const lines = [...ids]
    .map((id): [string, CaseFile[string]] => [id, { ...old[id], [role]: verdicts.get(id) }])
    .filter(([, { server, client, http2 }]) => server !== undefined || client !== undefined || http2 !== undefined)
    .sort(byCaseNumber)
    .map(([id, { server, client, http2 }]) => `  ${JSON.stringify(id)}: ${JSON.stringify({ server, client, http2 })}`);
  writeFileSync(EXPECTED_FILE, `{\n${lines.join(",\n")}\n}\n`);
}

/** What differs, one line per case; empty when nothing does. A case that was not run, or not expected, differs too. */
export function differences(expected: Verdicts, actual: Verdicts): string[] {
  const ids = [...new Set([...expected.keys(), ...actual.keys()])].sort((a, b) => byCaseNumber([a], [b]));
  return ids
    .filter((id) => expected.get(id) !== actual.get(id))
    .map((id) => `${id}: expected ${expected.get(id) ?? "no such case"}, got ${actual.get(id) ?? "no result"}`);
}

/** How many cases have each verdict, the most frequent first: "298 OK/OK, 3 INFORMATIONAL/…". */
export function summary(verdicts: Verdicts): string {
  const counts = new Map<string, number>();
  for (const verdict of verdicts.values()) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return sorted.map(([verdict, count]) => `${count} ${verdict}`).join(", ");
}
