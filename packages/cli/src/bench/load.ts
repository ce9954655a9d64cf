/**
 * What every kind of load has in common, so that one runner can open, time and end any of them.
 */
import type { HubDialect } from "./hub-dialect.ts";
import type { DeliveryFaults, LoadMeter } from "./load-meter.ts";
import type { LoadTarget } from "./load-target.ts";

/** The kinds of load. */
export const loadModes = ["echo", "fanout", "connect", "idle"] as const;

/** A kind of load. */
export type LoadMode = (typeof loadModes)[number];

/** Connections join a channel of a hub, in its own protocol. */
export interface HubPlan {
  readonly dialect: HubDialect;
  readonly channel: string;
}

/** What a load is to do. */
export interface LoadPlan {
  readonly mode: LoadMode;
  readonly target: LoadTarget;
  readonly connections: number;
  readonly sizeBytes: number;
  /** Messages under way per connection (echo) or at all (fanout). */
  readonly inFlight: number;
  /** echo: messages under way over all connections, fewer than there are: they move from each to the next. 0: `inFlight` counts. */
  readonly inFlightTotal: number;
  /** Messages per second over all connections, sent whether or not answers come; 0: as fast as answers come. */
  readonly ratePerSecond: number;
  /** At the end, what is under way counts as lost when nothing has come for so long. */
  readonly patienceMs: number;
  /** Messages are JSON, compressed with permessage-deflate; `sizeBytes` is what they are decompressed. */
  readonly isDeflated: boolean;
  /** Number the messages and compare what comes back. */
  readonly isVerified: boolean;
  /** fanout and idle: every connection subscribes; in fanout another one publishes. */
  readonly hub: HubPlan | undefined;
  /** idle: all connections are opened at the same time. */
  readonly isAtOnce: boolean;
  /** fanout with a hub and a rate: one more subscriber reads so many bytes a second. 0: there is none. */
  readonly slowReaderBytes: number;
}

/** A load that can be run once: `open`, `begin`, some time, `end`. */
export interface Load {
  readonly meter: LoadMeter;
  /** Makes the connections. Rejects when one cannot be made. */
  open(): Promise<void>;
  /** Starts what is measured. */
  begin(): void;
  /** Sends nothing more, waits a moment for what is under way, and ends all connections. */
  end(): Promise<DeliveryFaults>;
  /** Rejects when a connection is lost; never resolves. */
  readonly failed: Promise<never>;
}
