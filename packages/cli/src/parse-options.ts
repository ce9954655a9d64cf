/**
 * Reads a command's options with `node:util`, and turns what is wrong with them into one line for the user.
 * It knows no command.
 */
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { CommandError } from "./command-error.ts";

/** What `parseArgs` makes of strict options with positionals. */
export type ParsedOptions<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ args: string[]; options: Options; allowPositionals: true; strict: true }>
>;

/**
 * Parses `args`. @param positionals names of the arguments that are no options; all of them are needed.
 * @throws CommandError for an unknown option, a missing value, or too few or many arguments.
 */
export function parseOptions<const Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
  positionals: readonly string[] = [],
): ParsedOptions<Options> {
  const parsed = parseStrictly(args, options);
  const given: readonly string[] = parsed.positionals;
  const missing = positionals[given.length];
  if (missing !== undefined) throw new CommandError(`${missing} is missing`);
  if (given.length > positionals.length) throw new CommandError(`unexpected argument "${given[positionals.length]}"`);
  return parsed;
}

function parseStrictly<const Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
): ParsedOptions<Options> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // Node appends advice about "--" after the first sentence, which hides what is wrong.
    const sentence = message.split("\n", 1)[0]?.split(". ", 1)[0] ?? message;
    throw new CommandError(sentence.charAt(0).toLowerCase() + sentence.slice(1));
  }
}

/** The value of an option that is a whole number. @throws CommandError when it is not, or is not from `min` to `max`. */
export function wholeNumber(option: string, value: string, min: number, max: number): number {
  const number = /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= min && number <= max) return number;
  const bounds = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  throw new CommandError(`${option} must be a whole number ${bounds}, not "${value}"`);
}
