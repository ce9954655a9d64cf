/**
 * Replaces the generated sections of a Markdown page. It knows the markers, not what stands between them.
 */

const START = "<!-- generated:";
const START_END = " -->";
const END = "<!-- /generated -->";

/**
 * @param makers text of each section by name, without the markers.
 * @throws Error naming `page` for an unknown section or a marker without its end.
 */
export function replaceGenerated(text: string, makers: Readonly<Record<string, () => string>>, page: string): string {
  let result = "";
  let rest = text;
  for (let at = rest.indexOf(START); at >= 0; at = rest.indexOf(START)) {
    const nameEnd = rest.indexOf(START_END, at);
    const name = rest.slice(at + START.length, nameEnd);
    const end = rest.indexOf(END, nameEnd);
    const make = makers[name];
    if (make === undefined) throw new Error(`${page}: no generated section is called "${name}"`);
    if (end < 0) throw new Error(`${page}: the section "${name}" has no end marker`);
    result += `${rest.slice(0, nameEnd + START_END.length)}\n${make().trim()}\n${END}`;
    rest = rest.slice(end + END.length);
  }
  return result + rest;
}
