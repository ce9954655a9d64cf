/**
 * Reads the file that `--config` names: JSON, or a module in TypeScript or JavaScript whose default export is the
 * configuration. What it means is checked by the hub.
 */
import { extname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { ConfigError, type HubConfig, parseConfig } from "@longwire/hub";
import { CommandError, exitCodes } from "../command-error.ts";
import { readOptionFile } from "../read-option-file.ts";

const modules: ReadonlySet<string> = new Set([".ts", ".mts", ".js", ".mjs"]);

/** Loads a configuration. @throws CommandError that says what is wrong, one line for each mistake, with its place. */
export async function loadConfig(path: string): Promise<HubConfig> {
  const isCode = modules.has(extname(path));
  const value = isCode ? await importDefault(path) : parseJson(path);
  try {
    return parseConfig(value, { isCode });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const [first = "", ...others] = error.problems;
    throw fault(path, [first, ...others.map((problem) => `  ${problem}`)].join("\n"));
  }
}

async function importDefault(path: string): Promise<unknown> {
  // A file that is missing is told as for JSON, and not as a module that is not found.
  readOptionFile("--config", path);
  let module: { readonly default?: unknown };
  try {
    module = await import(pathToFileURL(resolve(path)).href);
  } catch (error) {
    throw fault(path, error instanceof Error ? error.message : String(error));
  }
  if (module.default === undefined) throw fault(path, "it has no default export");
  return module.default;
}

function parseJson(path: string): unknown {
  const text = readOptionFile("--config", path)
    .toString("utf8")
    .replace(/^\ufeff/, "");
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser's message quotes the text around the mistake, which may be a secret.
    const at = /line \d+ column \d+/.exec(error instanceof Error ? error.message : "")?.[0];
    throw fault(path, `it is no JSON${at === undefined ? "" : `: ${at}`}`);
  }
}

function fault(path: string, what: string): CommandError {
  return new CommandError(`${path}: ${what}`, exitCodes.failed);
}
