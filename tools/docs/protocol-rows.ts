/**
 * The rows of the pages about the protocol: messages and codes from the tables of @longwire/protocol, and their meanings from
 * the doc comments in its sources.
 */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  describeMessages,
  disconnects,
  errors,
  type FieldDescription,
  type MessageDescription,
  unsubscribes,
} from "@longwire/protocol";

const SOURCES = join(import.meta.dirname, "../../packages/protocol/src");

/** A field with what it means; empty where its name says it. */
export interface FieldRow extends FieldDescription {
  readonly meaning: string;
}

/** A message with what it means. */
export interface MessageRow extends MessageDescription {
  readonly meaning: string;
  readonly fields: readonly FieldRow[];
}

/** A code with what it means. */
export interface CodeRow {
  readonly name: string;
  readonly code: number;
  readonly text: string;
  readonly temporary: boolean;
  readonly meaning: string;
}

/** Every message. @throws Error for one without a doc comment. */
export function messageRows(): MessageRow[] {
  const sources = globSync("messages/*.ts", { cwd: SOURCES }).map((file) => readFileSync(join(SOURCES, file), "utf8"));
  return describeMessages().map(({ name, fields }) => {
    const source = sources.find((text) => text.includes(`("${name}"`) || text.includes(`(\n  "${name}"`));
    if (source === undefined) throw new Error(`no source defines the message ${name}`);
    return { name, meaning: meaningOf(source, name), fields: fields.map((field) => withMeaning(source, field)) };
  });
}

function meaningOf(source: string, name: string): string {
  const shape = /defineMessage<(\w+)>/.exec(source)?.[1];
  const meaning = new RegExp(`/\\*\\* ([^\\n]*) \\*/\\nexport (?:interface|type) ${shape}\\b`).exec(source)?.[1];
  if (meaning === undefined) throw new Error(`the message ${name} has no doc comment of one line`);
  return meaning;
}

function withMeaning(source: string, field: FieldDescription): FieldRow {
  const property = field.name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const meaning = new RegExp(`/\\*\\* ([^\\n]*) \\*/\\n  readonly ${property}\\?`).exec(source)?.[1] ?? "";
  return { ...field, meaning };
}

/** The codes of `table`. @throws Error for one without a doc comment. */
export function codeRows(table: "errors" | "disconnects" | "unsubscribes"): CodeRow[] {
  const [entries, file] = {
    errors: [Object.entries(errors), "error-code.ts"],
    disconnects: [Object.entries(disconnects), "disconnect-code.ts"],
    unsubscribes: [Object.entries(unsubscribes), "unsubscribe-code.ts"],
  }[table] as [[string, { code: number; message?: string; reason?: string; temporary?: boolean }][], string];
  const source = readFileSync(join(SOURCES, "codes", file), "utf8");
  return entries.map(([name, { code, message, reason, temporary = false }]) => {
    const meaning = new RegExp(`/\\*\\* (.*) \\*/\\n  ${name}: \\{`).exec(source)?.[1];
    if (meaning === undefined) throw new Error(`the code ${name} has no doc comment`);
    return { name, code, text: message ?? reason ?? "", temporary, meaning };
  });
}
