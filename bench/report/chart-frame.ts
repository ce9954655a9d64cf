/**
 * What all charts have in common: size, colours for light and dark pages, texts, title and legend. Letters are large
 * enough for a chart that is shown as wide as a phone. No library, no script.
 */

export const WIDTH = 480;
const FONT_SIZE = 14;
const LINE_HEIGHT = 20;
const MARGIN = 16;
/** About the width of a letter of sans-serif at the font size, so that texts can be put side by side. */
const LETTER = 7.8;
const SWATCH = 26;

const LIGHT = "text{fill:#1f2328}.note{fill:#59636e}.back{fill:#fff}.grid{stroke:#d8dee4}.axis{stroke:#59636e}";
const DARK = "text{fill:#e6edf3}.note{fill:#9198a1}.back{fill:#0d1117}.grid{stroke:#30363d}.axis{stroke:#9198a1}";
/** Told apart also by those who do not see red and green, on white and on black. */
const COLOURS = ["#2f81f7", "#d97706", "#0f9d74", "#c45ba0", "#56b4e9"];

/** What may be said of a text. */
export interface TextOptions {
  readonly anchor?: "start" | "middle" | "end";
  readonly isNote?: boolean;
  readonly isBold?: boolean;
  readonly transform?: string;
}

/** The colour of series number `index`. */
export function colour(index: number): string {
  return COLOURS[index % COLOURS.length] ?? "#888";
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** A text at a place. */
export function text(x: number, y: number, content: string, options: TextOptions = {}): string {
  const { anchor = "start", isNote = false, isBold = false, transform } = options;
  const more = [
    ...(isNote ? [' class="note"'] : []),
    ...(isBold ? [' font-weight="bold"'] : []),
    ...(transform === undefined ? [] : [` transform="${transform}"`]),
  ].join("");
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}"${more}>${escapeText(content)}</text>`;
}

/** How wide a text is, about. */
export function textWidth(content: string): number {
  return content.length * LETTER;
}

/** The lines above a chart, and where they end. */
export interface Heading {
  readonly lines: readonly string[];
  readonly bottom: number;
}

/** Title, subtitle, and a legend in as many lines as it needs. */
export function heading(title: string, subtitle: string, names: readonly string[]): Heading {
  const lines = [text(MARGIN, 24, title, { isBold: true }), text(MARGIN, 24 + LINE_HEIGHT, subtitle, { isNote: true })];
  let x = MARGIN;
  let y = 24 + 2 * LINE_HEIGHT + 4;
  for (const [index, name] of names.entries()) {
    const width = SWATCH + textWidth(name) + MARGIN;
    if (x > MARGIN && x + width > WIDTH) {
      x = MARGIN;
      y += LINE_HEIGHT;
    }
    lines.push(`<path d="M${x.toFixed(1)} ${y - 5}h18" stroke="${colour(index)}" stroke-width="4"/>`);
    lines.push(text(x + SWATCH, y, name));
    x += width;
  }
  return { lines, bottom: names.length > 0 ? y : y - LINE_HEIGHT };
}

/** A whole picture around `content`. @param title is read out where it cannot be seen. */
export function picture(title: string, height: number, content: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" ` +
      `role="img" aria-label="${escapeText(title)}" font-family="system-ui,sans-serif" font-size="${FONT_SIZE}">`,
    `<style>${LIGHT}@media(prefers-color-scheme:dark){${DARK}}</style>`,
    `<rect class="back" width="${WIDTH}" height="${height}" rx="6"/>`,
    ...content,
    "</svg>\n",
  ].join("\n");
}
