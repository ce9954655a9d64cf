/**
 * Replaces what stands between two markers of a text and leaves the rest as it is.
 */

function marker(name: string, end: "begin" | "end"): string {
  return `<!-- ${name}:${end} -->`;
}

/**
 * `text` with `content` between `<!-- name:begin -->` and `<!-- name:end -->`.
 * @throws Error when the markers are not there once each and in order.
 */
export function replaceSection(text: string, name: string, content: string): string {
  const [before = "", inside, ...more] = text.split(marker(name, "begin"));
  const [, after, ...rest] = inside?.split(marker(name, "end")) ?? [];
  if (after === undefined || more.length + rest.length > 0) throw new Error(`no section "${name}" to write into`);
  return `${before}${marker(name, "begin")}\n${content.trim()}\n${marker(name, "end")}${after}`;
}
