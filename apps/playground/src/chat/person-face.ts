/**
 * What a person's tile shows. Pure: the same id has the same hue for everybody.
 */

const HUES = 6;

/** One of six hues, as a number from 0. */
export function hueOf(id: string): number {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return sum % HUES;
}

/** The first letter as a reader sees it: an emoji or a letter with its marks is one. */
export function initialOf(name: string): string {
  for (const { segment } of new Intl.Segmenter().segment(name)) return segment.toUpperCase();
  return "";
}
