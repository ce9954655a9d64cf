/**
 * What must hold in every run, by the number under which it is known, and what of it this simulation does not look at.
 */

/** Numbers of the invariants. */
export const invariants = {
  I1: "no silent loss: a subscriber who was always recovered got every entry",
  I2: "no duplicates: nothing is shown twice",
  I3: "order: offsets rise by one",
  I4: "no phantom: what is shown was published, and is in the log at that place",
  I5: "honest `recovered`: true only when the client's view is the log's beginning, also after a rollback",
  I6: "identity: an epoch and an offset name one entry for ever",
  I7: "divergence while connected is found by the position check, also in an idle channel",
  I8: "an acknowledged entry survives what its durability says",
  I9: "nobody is shown what a crash may still take back",
  I10: "a key is appended once, and answered alike",
  I11: "what is published while somebody subscribes is seen once",
  I12: "a recovered page has no hole, also when the store's page has one",
  I13: "trim boundary: recovered exactly when nothing is missing",
  I14: "never a part of what was missed",
  I15: "presence converges to who is connected",
  I16: "no ghost outlives its lease, nobody leaves who is there",
  I17: "joins and leaves alternate for each user and observer",
  I18: "nothing is sent without authority: after expiry, unsubscribe or revocation",
  I19: "what waits for a connection is bounded",
  I20: "every call is settled once",
  I21: "when the faults end, everybody is connected and up to date in bounded time",
  I22: "a drain ends in its time and loses nothing",
} as const;

/** One of them. */
export type Invariant = keyof typeof invariants;

/** Parts of invariants that do not apply here, with the reason. */
export const notApplicable: Readonly<Record<string, string>> = {
  "I7, entry ids in positions": "the hub changes the epoch when a log rolls back; entries have no ids of their own",
  "I8, replicated": "no store is replicated yet",
  "I19, bytes retained by the parser of frames":
    "connections carry whole messages here; the wire's own tests look at it",
  "I22, exit of a process on SIGTERM": "there are no processes here; the faults' runs look at it",
};
