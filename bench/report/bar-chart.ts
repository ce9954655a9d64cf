/**
 * A chart of lying bars as SVG: one for each name, with its number, and a line that they should not reach.
 */
import { colour, heading, picture, text, textWidth, WIDTH } from "./chart-frame.ts";

/** What to draw. */
export interface BarChart {
  readonly title: string;
  readonly subtitle: string;
  readonly bars: readonly { readonly name: string; readonly value: number; readonly label: string }[];
  readonly bound: { readonly value: number; readonly label: string };
}

const LEFT = 16;
const RIGHT = 16;
const NAME_HEIGHT = 20;
const BAR_HEIGHT = 16;
const ROW_HEIGHT = NAME_HEIGHT + BAR_HEIGHT + 10;
const LABEL_GAP = 6;

/** The chart. @throws RangeError when there is no bar to draw. */
export function barChart({ title, subtitle, bars, bound }: BarChart): string {
  if (bars.length === 0) throw new RangeError("a chart needs a bar");
  const head = heading(title, subtitle, []);
  const room = Math.max(...bars.map(({ label }) => textWidth(label))) + LABEL_GAP;
  const most = Math.max(bound.value, ...bars.map(({ value }) => value));
  const width = (value: number): number => (value / most) * (WIDTH - LEFT - RIGHT - room);
  const top = head.bottom + 16;
  const bottom = top + bars.length * ROW_HEIGHT;
  const boundX = LEFT + width(bound.value);
  const drawn = bars.flatMap(({ name, value, label }, index) => {
    const y = top + index * ROW_HEIGHT;
    return [
      text(LEFT, y + NAME_HEIGHT - 6, name),
      `<rect x="${LEFT}" y="${y + NAME_HEIGHT}" width="${Math.max(1, width(value)).toFixed(1)}" height="${BAR_HEIGHT}" fill="${colour(index)}"/>`,
      text(LEFT + width(value) + LABEL_GAP, y + NAME_HEIGHT + 13, label),
    ];
  });
  return picture(title, bottom + 30, [
    ...head.lines,
    `<path class="axis" stroke-dasharray="4 3" d="M${boundX.toFixed(1)} ${top}V${bottom}"/>`,
    ...drawn,
    text(boundX, bottom + 18, bound.label, { anchor: "end", isNote: true }),
  ]);
}
