/**
 * The generated sections of the documentation by name, each made from a table or a type of a package.
 */
import {
  type ConnectionEvent,
  type ConnectionState,
  handshakeFailures,
  refusals,
  transitions,
  violations,
} from "@longwire/wire";
import { famousBugs } from "./famous-bugs.ts";
import { fixedBoundRows, http2LimitRows, hubLimitRows, hubTimeRows, limitRows } from "./limit-rows.ts";
import { codeRows, type FieldRow, type MessageRow, messageRows } from "./protocol-rows.ts";

/** Makers of the sections, without markers. */
export const sections: Readonly<Record<string, () => string>> = {
  violations: () =>
    table(
      ["violation", "close code", "error code", "clause", "what was wrong"],
      Object.values(violations).map((row) => [
        code(row.id),
        String(row.close),
        code(row.code),
        row.section,
        row.message,
      ]),
    ),
  refusals: () =>
    table(
      ["refusal", "status", "error code", "clause", "answer"],
      Object.values(refusals).map((row) => [
        code(row.id),
        String(row.status),
        code(row.code),
        row.section,
        row.message,
      ]),
    ),
  failures: () =>
    table(
      ["failure", "error code", "clause", "what was wrong"],
      Object.values(handshakeFailures).map((row) => [code(row.id), code(row.code), row.section, row.message]),
    ),
  limits: () =>
    table(
      ["limit", "unit", "server", "client", "what is bounded", "at the limit"],
      limitRows().map((row) => [code(row.name), row.unit, row.server, row.client, row.meaning, row.effect]),
    ),
  "http2-limits": () =>
    table(
      ["limit", "default", "what is bounded", "at the limit"],
      http2LimitRows().map((row) => [code(row.name), row.value, row.meaning, row.effect]),
    ),
  "hub-limits": () =>
    table(
      ["limit", "default", "what is bounded", "at the limit"],
      hubLimitRows().map((row) => [code(row.name), row.value, row.meaning, row.effect]),
    ),
  "hub-times": () =>
    table(
      ["interval", "default", "what it is"],
      hubTimeRows().map((row) => [code(row.name), row.value, row.meaning]),
    ),
  "fixed-bounds": () =>
    table(
      ["bound", "value", "what is bounded, and what happens at it"],
      fixedBoundRows().map((row) => [code(row.name), row.value, row.meaning]),
    ),
  "famous-bugs": () =>
    table(
      ["bug", "who had it", "our answer", "test"],
      famousBugs().map(({ test, bug, who, answer }) => [
        bug,
        who,
        answer,
        `[${test.replace(".test.ts", "")}](../../conformance/famous-bugs/${test})`,
      ]),
    ),
  "protocol-messages": () => messageRows().map(messageSection).join("\n\n"),
  "protocol-errors": () =>
    table(
      ["code", "message", "temporary", "when"],
      codeRows("errors").map((row) => [String(row.code), row.text, row.temporary ? "yes" : "", row.meaning]),
    ),
  "protocol-disconnects": () => codeTable("disconnects"),
  "protocol-unsubscribes": () => codeTable("unsubscribes"),
  states: () => `\`\`\`mermaid\n${stateDiagram()}\n\`\`\`\n\n${stateTable()}`,
};

function stateEntries(): [ConnectionState, [ConnectionEvent, ConnectionState][]][] {
  // Keys of a table typed by these unions.
  return Object.entries(transitions).map(([state, row]) => [
    state as ConnectionState,
    Object.entries(row) as [ConnectionEvent, ConnectionState][],
  ]);
}

function stateDiagram(): string {
  const lines = ["stateDiagram-v2", "  [*] --> open"];
  for (const [state, row] of stateEntries()) {
    for (const [event, next] of row) if (next !== state) lines.push(`  ${state} --> ${next}: ${event}`);
  }
  lines.push("  closed --> [*]");
  return lines.join("\n");
}

function stateTable(): string {
  const entries = stateEntries();
  const events = entries[0]?.[1].map(([event]) => event) ?? [];
  return table(
    ["state", ...events.map(code)],
    entries.map(([state, row]) => [code(state), ...row.map(([, next]) => next)]),
  );
}

function codeTable(name: "disconnects" | "unsubscribes"): string {
  return table(
    ["code", "reason", "when"],
    codeRows(name).map((row) => [String(row.code), row.text, row.meaning]),
  );
}

function messageSection({ name, meaning, fields }: MessageRow): string {
  const head = `## ${name}\n\n${meaning}`;
  if (fields.length === 0) return `${head} It has no fields.`;
  const rows = fields.map((field) => [code(field.name), String(field.number), field.type, cell(meaningOf(field))]);
  return `${head}\n\n${table(["field", "number", "type", ""], rows)}`;
}

function meaningOf({ meaning, isAlwaysWritten }: FieldRow): string {
  return [meaning, isAlwaysWritten ? "Always there in JSON." : ""].filter((part) => part !== "").join(" ");
}

/** Text within a table. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

function code(text: string): string {
  return `\`${text}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
