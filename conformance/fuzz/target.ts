/**
 * What the fuzzer needs to know of a thing that it feeds: where inputs come from, and what one input may do.
 * It knows no protocol.
 */
import type { SeededRandom } from "@longwire/testkit";

/** Something that eats bytes of strangers. */
export interface FuzzTarget {
  /** Short name; corpus files of this target begin with it. */
  readonly name: string;
  /** Inputs to begin with, beside the committed corpus. */
  readonly seeds: readonly Uint8Array[];
  /** A new input by the grammar: often right, never surely. */
  generate(random: SeededRandom): Uint8Array;
  /**
   * Feeds `input` and demands that only documented things happen; throws otherwise.
   * @param random decides how the input is cut; the same seed must give the same run.
   * @returns what was seen, as short strings. An input with a string that is new is worth changing further; one with a
   * new string that begins with "outcome: " is worth committing.
   */
  run(input: Uint8Array, random: SeededRandom): ReadonlySet<string>;
}
