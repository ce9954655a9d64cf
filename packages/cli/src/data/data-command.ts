/**
 * `longwire data`: looks after the file that `longwire serve` keeps. What is done is in `@longwire/hub-sqlite`.
 */
import type { Command, CommandIo } from "../command.ts";
import { CommandError, exitCodes } from "../command-error.ts";
import { parseOptions } from "../parse-options.ts";
import { DEFAULT_DATA, dataFile, withStoreErrors } from "./data-directory.ts";

const help = `longwire data: look after the data of longwire serve

Usage:
  longwire data check [--data DIR]
  longwire data compact [--data DIR]
  longwire data backup FILE [--data DIR]

  check     reads all of it and says whether it is whole, and how much there is. The server may run
  compact   gives the disk back what was trimmed. The server must not run, and there must be room for
            a second copy
  backup    copies it into FILE, which is replaced. The server may run. To go back to a backup, stop the
            server and put FILE in the place of longwire.db in DIR, without the files beside it: its
            subscribers are then told that they could not recover

Options:
  --data DIR   the directory that longwire serve was given (default: ${DEFAULT_DATA})
  -h, --help   this page

Exit code 1: the data is damaged, or cannot be used; the message says what to do.
`;

async function check(file: string, io: CommandIo): Promise<number> {
  const { checkData } = await import("@longwire/hub-sqlite");
  const { version, logs, entries, fileBytes, wasClean, faults } = await checkData(file);
  if (faults.length > 0) {
    for (const fault of faults) io.stderr.write(`longwire data: ${fault}\n`);
    throw new CommandError(`${file} is damaged: put a backup in its place`, exitCodes.failed);
  }
  const end = wasClean ? "closed in peace" : "in use, or not closed in peace";
  io.stdout.write(
    `${file} is whole: ${logs} channels, ${entries} entries, ${fileBytes} bytes, version ${version}, ${end}\n`,
  );
  return exitCodes.done;
}

async function compact(file: string, io: CommandIo): Promise<number> {
  const { compactData } = await import("@longwire/hub-sqlite");
  const { bytesBefore, bytesAfter } = compactData(file);
  io.stdout.write(`${file}: ${bytesBefore} bytes before, ${bytesAfter} after\n`);
  return exitCodes.done;
}

async function backUp(file: string, target: string, io: CommandIo): Promise<number> {
  const { backUpData } = await import("@longwire/hub-sqlite");
  await backUpData(file, target);
  io.stdout.write(`${target} is a copy of ${file}\n`);
  return exitCodes.done;
}

function run([action = "", ...args]: readonly string[], io: CommandIo): Promise<number> {
  if (action !== "check" && action !== "compact" && action !== "backup") {
    throw new CommandError(`say what to do: check, compact or backup${action === "" ? "" : `, not "${action}"`}`);
  }
  const { values, positionals } = parseOptions(args, { data: { type: "string" } }, action === "backup" ? ["FILE"] : []);
  const file = dataFile(values.data ?? DEFAULT_DATA);
  const [target = ""] = positionals;
  return withStoreErrors(() => {
    if (action === "check") return check(file, io);
    return action === "compact" ? compact(file, io) : backUp(file, target, io);
  });
}

/** @see help */
export const dataCommand: Command = {
  name: "data",
  summary: "check, compact or back up what longwire serve keeps",
  help,
  run: async (args, io) => run(args, io),
};
