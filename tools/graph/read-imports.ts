/**
 * Finds what a TypeScript module imports, in every form the language has.
 * It reads syntax only: it resolves nothing and knows no rule.
 */
import { parseSync, Visitor } from "oxc-parser";

/** One import of a module. */
export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** It is gone when the module runs: `import type`, `export type … from`, `import("…").T`. */
  readonly isTypeOnly: boolean;
}

/** A node that may be a string literal: what an import names. */
interface Source {
  readonly value?: unknown;
  readonly start: number;
}

/** The imports of a module in source order; `file` tells TypeScript from TSX and names the module in an error. */
export function readImports(file: string, text: string): Import[] {
  const { program, errors } = parseSync(file, text);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${file}: ${error.message}`);
  const imports: Import[] = [];
  const add = (source: Source | null, kind: string): void => {
    if (source === null || typeof source.value !== "string") return;
    const line = text.slice(0, source.start).split("\n").length;
    imports.push({ specifier: source.value, line, isTypeOnly: kind === "type" });
  };
  new Visitor({
    ImportDeclaration: (node) => add(node.source, node.importKind ?? "value"),
    ExportNamedDeclaration: (node) => add(node.source, node.exportKind ?? "value"),
    ExportAllDeclaration: (node) => add(node.source, node.exportKind ?? "value"),
    ImportExpression: (node) => add(node.source as Source, "value"),
    TSImportType: (node) => add(node.source, "type"),
  }).visit(program);
  return imports.sort((a, b) => a.line - b.line);
}
