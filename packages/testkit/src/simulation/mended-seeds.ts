/**
 * Seeds that broke an invariant once. They are run with every test, so that what was mended stays mended. A change of what a
 * seed plans makes another run of it: then it is one more seed, and the test beside the mended source is what remains.
 */

/** A seed with what it found. */
export interface MendedSeed {
  readonly seed: number;
  readonly found: string;
}

/** In the order in which they were found. */
export const mendedSeeds: readonly MendedSeed[] = [
  {
    seed: 68,
    found: "a connection that ended while it entered a channel was told to have left, and never to have come",
  },
];
