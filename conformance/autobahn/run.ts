/**
 * Runs the Autobahn TestSuite and compares its verdicts with `expected-results.json`; README.md beside it says how.
 * Exit code 0: as expected; 1: not; 2: wrong command line.
 */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { runCases, testClient } from "./client-role.ts";
import { differences, type Role, readExpected, readReports, summary, writeExpected } from "./results.ts";
import { testServer, testServerOverHttp2 } from "./server-role.ts";
import { allCases } from "./suite.ts";

const USAGE = `usage: run.ts server | client | http2 [--reports DIR] [--cases LIST] [--update]   run the suite that AUTOBAHN_WSTEST starts
       run.ts client --at URL --reports DIR [--update]      use a fuzzing server that runs already
       run.ts compare server | client | http2 --reports DIR [--update]

  --reports DIR   where the suite writes, or has written, its reports (default: a new temporary folder)
  --cases LIST    only these, such as "12.*,13.1.1"; the expected results of others stay (default: all)
  --update        make what was found the expected result`;

const options = {
  cases: { type: "string" },
  at: { type: "string" },
  reports: { type: "string" },
  update: { type: "boolean" },
} as const;

function isRole(name: string | undefined): name is Role {
  return name === "server" || name === "client" || name === "http2";
}

async function produce(role: Role, folder: string, cases: readonly string[], at: string | undefined): Promise<void> {
  if (role === "server") await testServer(folder, cases);
  else if (role === "http2") await testServerOverHttp2(folder);
  else if (at === undefined) await testClient(folder, cases);
  else await runCases(at);
}

/** @returns the exit code. */
function judge(role: Role, folder: string, isPart: boolean, isUpdate: boolean): number {
  const verdicts = readReports(folder);
  console.log(`${role}: ${verdicts.size} cases: ${summary(verdicts)}`);
  const expected = readExpected(role);
  if (isUpdate) {
    writeExpected(role, isPart ? new Map([...expected, ...verdicts]) : verdicts);
    return 0;
  }
  const wanted = isPart ? new Map([...expected].filter(([id]) => verdicts.has(id))) : expected;
  const lines = differences(wanted, verdicts);
  for (const line of lines) console.log(`${role} ${line}`);
  console.log(lines.length === 0 ? "as expected" : `${lines.length} cases differ; the reports are in ${folder}`);
  return lines.length === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const isCompare = positionals[0] === "compare";
  const role = positionals[isCompare ? 1 : 0];
  const hasReports = values.reports !== undefined;
  if (!isRole(role) || ((isCompare || values.at !== undefined) && !hasReports)) {
    console.error(USAGE);
    return 2;
  }
  const folder = resolve(values.reports ?? mkdtempSync(join(tmpdir(), "longwire-autobahn-")));
  if (!isCompare) await produce(role, folder, values.cases?.split(",") ?? allCases, values.at);
  return judge(role, folder, values.cases !== undefined, values.update ?? false);
}

process.exitCode = await main();
