/**
 * Where a value axis ends. Pure.
 */

const STEPS = [1, 1.5, 2, 3, 4, 5, 8, 10];

/** The first round number with some air above `highest`, and at least `least`; no air above `natural`, while that is enough. */
export function scaleTop(highest: number, least: number, natural: number = Number.POSITIVE_INFINITY): number {
  const top = roundTop(highest, least);
  return highest <= natural ? Math.min(top, natural) : top;
}

function roundTop(highest: number, least: number): number {
  const wanted = Math.max(highest * 1.08, least);
  const magnitude = 10 ** Math.floor(Math.log10(wanted));
  const step = STEPS.find((each) => each * magnitude >= wanted) ?? 10;
  return step * magnitude;
}
