/**
 * What a check has found: a count for each kind, and the first few of each in words.
 */

/** Ways in which a history is wrong. */
export const findingKinds = [
  /** Acknowledged and in no log, or skipped by a subscriber who was told that nothing was. */
  "lost",
  /** Handed to an application twice, or twice in a log. */
  "duplicated",
  /** Handed over, or logged, after a later one. */
  "reordered",
  /** A subscriber was told that something may be missing, and nothing was. */
  "falselyUnrecovered",
  /** A subscriber was told that nothing is missing, and something was, or had never been. */
  "falselyRecovered",
  /** Handed over and never published, refused, or not in the log. */
  "phantom",
  /** One position held two publications. */
  "rewritten",
] as const;

/** @see findingKinds */
export type FindingKind = (typeof findingKinds)[number];

const maxExamples = 5;

/** Counts and examples. */
export class Findings {
  readonly #counts: Record<FindingKind, number> = {
    ...{ lost: 0, duplicated: 0, reordered: 0, falselyUnrecovered: 0, falselyRecovered: 0, phantom: 0, rewritten: 0 },
  };
  readonly #examples: { readonly kind: FindingKind; readonly text: string }[] = [];

  /** @param count publications, or times that somebody was told. */
  add(kind: FindingKind, text: string, count = 1): void {
    this.#counts[kind] += count;
    if (this.#examples.filter((example) => example.kind === kind).length < maxExamples) {
      this.#examples.push({ kind, text });
    }
  }

  get counts(): Readonly<Record<FindingKind, number>> {
    return this.#counts;
  }

  /** All together. */
  get total(): number {
    return Object.values(this.#counts).reduce((sum, count) => sum + count, 0);
  }

  /** The first few of each kind, one line each. */
  get examples(): readonly string[] {
    return this.#examples.map(({ kind, text }) => `${kind}: ${text}`);
  }
}
