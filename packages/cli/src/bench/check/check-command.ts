/**
 * `longwire bench check`: reads the files of a history, and prints the verdict.
 */
import { createReadStream, readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { CommandIo } from "../../command.ts";
import { CommandError, exitCodes } from "../../command-error.ts";
import { parseOptions } from "../../parse-options.ts";
import { describeVerdict } from "./describe-verdict.ts";
import { HistoryCheck } from "./history-check.ts";
import { parseHistoryRecord } from "./history-record.ts";

const options = {
  channels: { type: "string", default: "" },
  json: { type: "boolean", default: false },
} as const;

/** Runs it with the arguments after `check`. @throws CommandError for a directory that cannot be judged. */
export async function runBenchCheck(args: readonly string[], io: CommandIo): Promise<number> {
  const { values, positionals } = parseOptions(args, options, ["DIR"]);
  const [directory = ""] = positionals; // parseOptions has counted
  const check = new HistoryCheck((channel) => channel.startsWith(values.channels));
  for (const path of filesIn(directory)) await addFile(check, path);
  const verdict = check.end();
  if (verdict.published === 0 || verdict.deliveries === 0) {
    throw new CommandError(`${directory}: nothing was published, or nothing delivered: there is nothing to judge`, 1);
  }
  io.stdout.write(values.json ? `${JSON.stringify(verdict)}\n` : describeVerdict(verdict));
  return verdict.isRight ? exitCodes.done : exitCodes.failed;
}

function filesIn(directory: string): string[] {
  let names: string[];
  try {
    names = readdirSync(directory);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // of the file system
    throw new CommandError(`${directory}: ${code === "ENOENT" ? "there is no such directory" : code}`, 1);
  }
  const files = names.filter((name) => name.endsWith(".jsonl")).sort();
  if (files.length === 0) throw new CommandError(`${directory}: it has no file of a history (*.jsonl)`, 1);
  return files.map((name) => join(directory, name));
}

/** Adds the lines of a file. The last one may be cut: its process may have been killed while it wrote. */
async function addFile(check: HistoryCheck, path: string): Promise<void> {
  let number = 0;
  let fault: string | undefined;
  for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    number += 1;
    if (fault !== undefined) throw new CommandError(fault, 1);
    try {
      check.add(parseHistoryRecord(line));
    } catch (error) {
      fault = `${path}:${number}: ${error instanceof Error ? error.message : String(error)}`;
      if (!(error instanceof SyntaxError)) throw new CommandError(fault, 1);
    }
  }
}
