/**
 * Bugs that the simulation must find: a piece of source and what stands in its place. `plant.ts` does it while modules are
 * loaded; no file is changed. A piece that is no longer there means that this table must follow the source.
 */
import type { Invariant } from "../checker/invariants.ts";

/** One change of one file. */
export interface Edit {
  /** From the repository's root. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** One planted bug. */
export interface PlantedBug {
  readonly edits: readonly Edit[];
  /** It is found within the runs of the seeds from 1 to this one. */
  readonly withinSeeds: number;
  /** By one of these. */
  readonly breaks: readonly Invariant[];
}

const hub = (file: string): string => `packages/hub/src/${file}`;
const sqlite = (file: string): string => `packages/hub-sqlite/src/${file}`;

/** By name. */
export const plantedBugs: Readonly<Record<string, PlantedBug>> = {
  "no merge buffer": {
    edits: [{ file: hub("subscription/subscription.ts"), find: "this.#state.buffer.push(publication);", replace: ";" }],
    withinSeeds: 100,
    breaks: ["I11"],
  },
  "ack before commit": {
    edits: [
      {
        file: sqlite("group-commit.ts"),
        find: "this.#durability = durability;",
        replace: 'this.#durability = "commit";',
      },
    ],
    withinSeeds: 20,
    breaks: ["I8", "I9"],
  },
  "off by one at the trim boundary": {
    edits: [
      {
        file: hub("recovery/decide-recovery.ts"),
        find: "first.offset > asked.offset + 1)",
        replace: "first.offset > asked.offset + 2)",
      },
      {
        file: hub("recovery/decide-recovery.ts"),
        find: "page.length === missed && page.every((entry, i) => entry.offset === asked.offset + 1 + i)",
        replace: "page.every((entry, i) => entry.offset === first.offset + i)",
      },
    ],
    withinSeeds: 100,
    breaks: ["I1", "I12"],
  },
  "epoch kept after a rollback": {
    edits: [
      {
        file: sqlite("start-verdict.ts"),
        find: "log.run >= start.trustedSince",
        replace: "log.run >= 0 * start.trustedSince",
      },
    ],
    withinSeeds: 100,
    breaks: ["I1", "I5", "I6"],
  },
  "position not checked on an idle channel": {
    edits: [
      {
        file: hub("fan-out/position-check.ts"),
        find: "if (suspects.length === 0)",
        replace: "if (suspects.length >= 0)",
      },
    ],
    withinSeeds: 100,
    breaks: ["I7"],
  },
  "presence without lease": {
    edits: [
      {
        file: hub("presence/presence-tracker.ts"),
        find: "this.#times.presenceTtlMs)",
        replace: "Number.POSITIVE_INFINITY)",
      },
    ],
    withinSeeds: 100,
    breaks: ["I15"],
  },
};
