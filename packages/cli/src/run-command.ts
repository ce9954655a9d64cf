/**
 * `longwire` itself: the list of commands, the general help, and what happens when a command line is wrong.
 */
import { benchCommand } from "./bench/bench-command.ts";
import type { Command, CommandIo } from "./command.ts";
import { CommandError, exitCodes } from "./command-error.ts";
import { connectCommand } from "./connect/connect-command.ts";
import { dataCommand } from "./data/data-command.ts";
import { echoCommand } from "./echo/echo-command.ts";
import { serveCommand } from "./serve/serve-command.ts";
import { tokenCommand } from "./token/token-command.ts";
import { readVersion } from "./version.ts";

const commands: readonly Command[] = [
  serveCommand,
  echoCommand,
  connectCommand,
  benchCommand,
  tokenCommand,
  dataCommand,
];

function generalHelp(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const list = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`).join("\n");
  return `longwire: WebSockets from the command line

Usage:
  longwire COMMAND [OPTIONS]
  longwire help COMMAND       what a command does and takes; the same as: longwire COMMAND --help
  longwire --version

Commands:
${list}

Examples:
  longwire echo --port 9001
  echo hello | longwire connect ws://127.0.0.1:9001

Exit codes: 0 done, 1 it was tried and failed, 2 the command line is wrong.
`;
}

function find(name: string): Command {
  const command = commands.find((each) => each.name === name);
  if (command === undefined) throw new CommandError(`unknown command "${name}"`);
  return command;
}

/** Whether a page of help is asked for; what follows "--" is no option. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  const options = end < 0 ? args : args.slice(0, end);
  return options.includes("--help") || options.includes("-h");
}

/** The page that `args` ask for, or `undefined` when they ask to do something. */
function pageFor(args: readonly string[]): string | undefined {
  const [first = "", second] = args;
  if (first === "--version" || first === "-V") return `${readVersion()}\n`;
  if (first === "--help" || first === "-h") return generalHelp();
  if (first === "help") return second === undefined ? generalHelp() : find(second).help;
  return asksForHelp(args) ? find(first).help : undefined;
}

async function dispatch(args: readonly string[], io: CommandIo): Promise<number> {
  const page = pageFor(args);
  if (page !== undefined) {
    io.stdout.write(page);
    return exitCodes.done;
  }
  const [name, ...rest] = args;
  if (name === undefined) {
    io.stderr.write(generalHelp());
    return exitCodes.usage;
  }
  if (name.startsWith("-")) throw new CommandError(`unknown option "${name}"`);
  return find(name).run(rest, io);
}

/** Runs the command that `args` name. @returns the exit code; what went wrong is on stderr. */
export async function runCommand(args: readonly string[], io: CommandIo): Promise<number> {
  try {
    return await dispatch(args, io);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const command = commands.find(({ name }) => name === args[0]);
    const prefix = command === undefined ? "longwire" : `longwire ${command.name}`;
    io.stderr.write(`${prefix}: ${error.message}\n`);
    if (error.exitCode === exitCodes.usage) io.stderr.write(`Try: ${prefix} --help\n`);
    return error.exitCode;
  }
}
