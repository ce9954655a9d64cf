/**
 * Transcripts in Markdown to data. A file has a title and one transcript for each `##` heading; within one, blocks of
 * code tell what happens in order, and two list items tell the role and the clause. Everything else is prose.
 */
import type { Role } from "@longwire/wire";

/** What a block of code stands for: bytes received, our own doing, or what must have come of it. */
export type StepKind = "in" | "do" | "events" | "out" | "state";

/** One block. */
export interface Step {
  readonly kind: StepKind;
  readonly lines: readonly string[];
}

/** One transcript. */
export interface Transcript {
  readonly title: string;
  readonly role: Role;
  readonly clause: string;
  readonly steps: readonly Step[];
}

const kinds: readonly string[] = ["in", "do", "events", "out", "state"] satisfies StepKind[];

/** Reads a file. @throws Error when a transcript has no role, no clause or an unknown block. */
export function parseTranscripts(markdown: string): Transcript[] {
  const [, ...sections] = `\n${markdown}`.split("\n## ");
  return sections.map(parseSection);
}

function parseSection(section: string): Transcript {
  const [title = "", ...lines] = section.split("\n");
  const steps: Step[] = [];
  let block: { kind: StepKind; lines: string[] } | undefined;
  for (const line of lines) {
    if (block !== undefined && line === "```") {
      steps.push(block);
      block = undefined;
    } else if (block !== undefined) {
      block.lines.push(line);
    } else if (line.startsWith("```")) {
      block = { kind: kindOf(line.slice(3), title), lines: [] };
    }
  }
  if (block !== undefined || steps.length === 0) throw new Error(`${title}: a block has no end, or there is none`);
  const role = itemOf(lines, "Role", title);
  if (role !== "client" && role !== "server") throw new Error(`${title}: unknown role ${role}`);
  return { title, role, clause: itemOf(lines, "Clause", title), steps };
}

function kindOf(word: string, title: string): StepKind {
  if (!kinds.includes(word)) throw new Error(`${title}: unknown block ${word}`);
  return word as StepKind; // one of the kinds, checked above
}

function itemOf(lines: readonly string[], name: string, title: string): string {
  const item = lines.find((line) => line.startsWith(`- ${name}: `));
  if (item === undefined) throw new Error(`${title}: no item "- ${name}: …"`);
  return item.slice(name.length + 4);
}
