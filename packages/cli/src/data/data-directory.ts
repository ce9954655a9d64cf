/**
 * Where `longwire` keeps what is published: one file in a directory, or memory.
 */
import { join } from "node:path";
import { CommandError, exitCodes } from "../command-error.ts";

/** When nothing is said. */
export const DEFAULT_DATA = "./data";
/** Instead of a directory: nothing is kept. */
export const IN_MEMORY = "memory";

/** The store's file in `directory`. */
export function dataFile(directory: string): string {
  return join(directory, "longwire.db");
}

/** Does what needs the data. @throws CommandError that says what to do, where the store cannot. */
export async function withStoreErrors<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // By name: the class comes with `node:sqlite`, which other commands do without.
    if (error instanceof Error && error.name === "SqliteStoreError")
      throw new CommandError(error.message, exitCodes.failed);
    throw error;
  }
}
