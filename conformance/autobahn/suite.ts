/**
 * The Autobahn TestSuite as a command: `wstest`, which is installed by whoever runs this, and which cases are run.
 * It knows the suite's specification files and nothing of our ends.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** All; 12 and 13 are about permessage-deflate. The suite has no group 8 and leaves 11 empty. */
export const allCases: readonly string[] = [
  "1.*",
  "2.*",
  "3.*",
  "4.*",
  "5.*",
  "6.*",
  "7.*",
  "9.*",
  "10.*",
  "12.*",
  "13.*",
];

/** What is run through a tunnel of HTTP/2: framing, fragments, Pings and closing. */
export const tunnelCases: readonly string[] = ["1.*", "2.*", "5.*", "7.*"];

/** The name under which we stand in the reports. */
export const agent = "longwire";

/** The suite's process. Its output is in `wstest.log` in the report folder. */
export interface Suite {
  /** Resolves with the exit code when it has ended by itself. */
  readonly ended: Promise<number | null>;
  stop(): Promise<void>;
}

/** Starts `wstest`. @param spec the suite's specification, to which folder and cases are added. @throws Error without AUTOBAHN_WSTEST. */
export function startSuite(
  mode: "fuzzingclient" | "fuzzingserver",
  spec: object,
  folder: string,
  cases: readonly string[],
): Suite {
  const [command, ...args] = (process.env.AUTOBAHN_WSTEST ?? "").split(" ").filter((part) => part !== "");
  if (command === undefined) throw new Error("set AUTOBAHN_WSTEST to the command that starts wstest; see the README");
  mkdirSync(folder, { recursive: true });
  const specFile = join(folder, `${mode}.json`);
  writeFileSync(specFile, JSON.stringify({ ...spec, outdir: folder, cases: cases, "exclude-cases": [] }));
  const modeArgs = mode === "fuzzingserver" ? ["--webport", "0"] : [];
  const child = spawn(command, [...args, "-m", mode, "-s", specFile, ...modeArgs], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  keepLog(child, join(folder, "wstest.log"));
  const ended = once(child, "exit").then(([code]) => (typeof code === "number" ? code : null));
  return {
    ended,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

function keepLog(child: ChildProcess, file: string): void {
  const log = createWriteStream(file);
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  child.once("close", () => log.end());
}
