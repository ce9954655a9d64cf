/**
 * Reads the files that options name, such as certificates.
 */
import { readFileSync } from "node:fs";
import { CommandError, exitCodes } from "./command-error.ts";

/** The content of the file that `option` names. @throws CommandError saying why it cannot be read. */
export function readOptionFile(option: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new CommandError(`${option}: ${error instanceof Error ? error.message : String(error)}`, exitCodes.failed);
  }
}
