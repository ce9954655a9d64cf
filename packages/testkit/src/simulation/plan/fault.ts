/**
 * The faults that a run may have. Each seed turns a part of them on (swarm testing): bugs hide behind faults that keep each
 * other from happening.
 */

/** Names of the faults. */
export const faults = [
  "slow-network",
  "cuts",
  "half-open",
  "slow-readers",
  "refused-dials",
  "kills",
  "power-losses",
  "restarts",
  "slow-disk",
  "full-disk",
  "failing-store",
  "damaged-pages",
  "lost-messages",
  "silent-broker",
  "broker-reconnects",
  "hub-clock-jumps",
  "client-clock-jumps",
  "frozen-tabs",
  "expiring-tokens",
  "failing-tokens",
  "revocations",
  "server-unsubscribes",
  "failing-handlers",
  "slow-handlers",
  "history-removals",
  "long-silences",
] as const;

/** One kind of fault. */
export type Fault = (typeof faults)[number];
