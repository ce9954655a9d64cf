/**
 * Finds the name that somebody meant.
 */

/** The one of `names` that differs least from `given`, when it differs by a slip or two; else one that begins like it. */
export function nearestName(given: string, names: readonly string[]): string | undefined {
  let nearest: string | undefined;
  // A slip in every three characters is no slip any more.
  let least = Math.min(3, Math.floor(given.length / 3)) + 1;
  for (const name of names) {
    const difference = distance(given.toLowerCase(), name.toLowerCase(), least);
    if (difference >= least) continue;
    least = difference;
    nearest = name;
  }
  return nearest ?? (given.length < 4 ? undefined : names.find((name) => name.startsWith(given)));
}

/** Characters to insert, remove, replace, or swap with the next one; `enough` when it is that or more. */
function distance(a: string, b: string, enough: number): number {
  if (Math.abs(a.length - b.length) >= enough) return enough;
  let before: readonly number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? (before[j - 2] ?? 0) + 1 : replaced;
      next.push(Math.min(replaced, swapped, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? enough;
}
