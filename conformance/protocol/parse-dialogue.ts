/**
 * Dialogues in Markdown to data. A block of code `dialogue json` or `dialogue protobuf` holds lines: `->` is what the client
 * sends, `<-` what the server sends, `--` what happens beside them; a line that is indented goes on with the one before, and
 * `#` begins a comment. The blocks of one `##` section follow each other on one server.
 */

/** One line with those that go on with it. */
export interface DialogueLine {
  readonly kind: "->" | "<-" | "--";
  readonly text: string;
}

/** One block. */
export interface DialogueBlock {
  readonly encoding: "json" | "protobuf";
  readonly lines: readonly DialogueLine[];
}

/** The blocks of a section. */
export interface Dialogue {
  readonly title: string;
  readonly blocks: readonly DialogueBlock[];
}

/** Dialogues of a page, by section; sections without blocks are left out. @throws Error for a line that is none of these. */
export function parseDialogues(markdown: string): Dialogue[] {
  return `\n${markdown}`
    .split("\n## ")
    .map((section) => ({ title: section.slice(0, section.indexOf("\n")).trim(), blocks: blocksOf(section) }))
    .filter(({ blocks }) => blocks.length > 0);
}

function blocksOf(section: string): DialogueBlock[] {
  return [...section.matchAll(/^```dialogue (json|protobuf)\n(.*?)^```$/gms)].map(([, encoding, text = ""]) => ({
    encoding: encoding === "json" ? "json" : "protobuf",
    lines: linesOf(text, encoding === "protobuf"),
  }));
}

/** In hexadecimal a comment may follow on the same line; in JSON a `#` may be part of it. */
function linesOf(text: string, isHex: boolean): DialogueLine[] {
  const lines: { kind: DialogueLine["kind"]; text: string }[] = [];
  for (const line of text.split("\n")) {
    const bare = (isHex ? line.replace(/#.*$/, "") : line).trimEnd();
    if (bare === "" || bare.startsWith("#")) continue;
    const last = lines.at(-1);
    const [, kind, rest = ""] = /^(->|<-|--) (.*)$/.exec(bare) ?? [];
    if (kind !== undefined) lines.push({ kind: kind as DialogueLine["kind"], text: rest });
    else if (last !== undefined && bare.startsWith("   ")) last.text += `${isHex ? " " : "\n"}${bare.trim()}`;
    else throw new Error(`a dialogue has the line ${JSON.stringify(line)}`);
  }
  return lines;
}
