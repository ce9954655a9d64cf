/**
 * What a test says in numbers, for the end of a whole run: `test.diagnostic("figures: 12 of 12 …")`.
 */

const FIGURES = /^figures: (.+)$/gm;

/** The figures in what a test file's process wrote. */
export function figuresIn(output: string): string[] {
  return [...output.matchAll(FIGURES)].flatMap(([, figures]) => figures ?? []);
}
