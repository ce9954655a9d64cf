/**
 * What the server tells a live-data page on `/metrics`, as JSON text messages. It only speaks; it hears nothing but `ping`.
 * It knows shapes, units and rates only; the hub's protocol will replace it.
 */

/** Milliseconds between two samples: ten a second. */
export const sampleIntervalMs = 100;

/** Samples that a joiner is given: the last 60 s. */
export const historySamples = 600;

/** One reading of the server process and its machine. */
export interface Sample {
  /** The server's clock, ms since the epoch. */
  readonly at: number;
  /** CPU of the server process over the last second, percent of one core. */
  readonly processCpu: number;
  /** CPU of the whole machine over the last second, percent of all cores. */
  readonly systemCpu: number;
  /** Resident memory of the server process, bytes. */
  readonly rssBytes: number;
  /** JavaScript heap in use, bytes. */
  readonly heapBytes: number;
  /** Event-loop delay since the last sample, median, ms. */
  readonly loopP50Ms: number;
  /** Event-loop delay since the last sample, 99th percentile, ms. */
  readonly loopP99Ms: number;
  /** Open WebSocket connections, chat and live data together. */
  readonly connections: number;
  /** WebSocket messages received in the last second. */
  readonly messagesIn: number;
  /** WebSocket messages sent in the last second. */
  readonly messagesOut: number;
}

/** The measured quantities, that is all of a sample but its time. */
export type Metric = Exclude<keyof Sample, "at">;

/** Every metric once, in the order in which it is shown. */
export const metrics: readonly Metric[] = Object.freeze([
  "processCpu",
  "systemCpu",
  "rssBytes",
  "heapBytes",
  "loopP50Ms",
  "loopP99Ms",
  "connections",
  "messagesIn",
  "messagesOut",
]);

/** All that the server may send. */
export type MetricsEvent =
  | { readonly type: "history"; readonly samples: readonly Sample[] }
  | { readonly type: "sample"; readonly sample: Sample }
  | { readonly type: "pong" };
