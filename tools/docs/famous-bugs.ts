/**
 * The table of famous bugs, made from the comment at the head of each test in `conformance/famous-bugs/`: `Bug:`, `Who:` and
 * `Answer:`. It reads comments; what is true of them the tests show.
 */
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

const FOLDER = join(import.meta.dirname, "../../conformance/famous-bugs");

/** One complaint. */
export interface FamousBug {
  /** File name without folder. */
  readonly test: string;
  readonly bug: string;
  readonly who: string;
  readonly answer: string;
}

/** All of them, by file name. @throws Error for a test without one of the three. */
export function famousBugs(): FamousBug[] {
  const files = globSync("*.test.ts", { cwd: FOLDER }).sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  return files.map((file) => parseFamousBug(basename(file), readFileSync(join(FOLDER, file), "utf8")));
}

/** Reads the comment at the head of `source`. */
export function parseFamousBug(test: string, source: string): FamousBug {
  const comment = source.slice(0, source.indexOf("*/")).replaceAll(/\s*\n \* ?/g, "\n");
  const part = (name: string): string => {
    const found = new RegExp(`^${name}: ([^]*?)(?=^[A-Z][a-z]+: |$(?![^]))`, "m").exec(comment)?.[1];
    if (found === undefined) throw new Error(`${test}: its comment has no "${name}:"`);
    return found.replaceAll(/\s+/g, " ").replaceAll("|", "\\|").trim();
  };
  return { test, bug: part("Bug"), who: part("Who"), answer: part("Answer") };
}
