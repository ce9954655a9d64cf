/**
 * The rows about the hub, each with its bars. In all of them Longwire is its hub, `peers/hub.js`; how they are measured is
 * in `measure/hub-run.ts`.
 */
import type { Row } from "./rows.ts";

/** In the order of their table. */
export const hubRows: readonly Row[] = [
  {
    id: "hub-fanout",
    title: "channel with history, 64 B from one publisher to 1000 subscribers, 16 in flight",
    unit: "deliveries/s",
    work: { type: "hub-fanout", connections: 1000, sizeBytes: 64, inFlight: 16, frameBytes: 182 },
    only: ["longwire", "socket-io", "socket-io-recovery", "broadcast"],
    bars: [
      { peer: "socket-io", atLeast: 5 },
      { peer: "socket-io-recovery", atLeast: 5 },
      { peer: "broadcast", atLeast: 0.7 },
    ],
  },
  {
    id: "hub-idle",
    title: "resident bytes per idle connection with one subscription (15,000)",
    unit: "bytes",
    work: { type: "hub-idle", connections: 15_000 },
    only: ["longwire", "socket-io"],
    bars: [],
    bounds: [{ of: "value", what: "bytes per idle connection with one subscription", atMost: 6 * 1024 }],
  },
  {
    id: "hub-storm",
    title: "5,000 clients connect and subscribe at once, 99th percentile until subscribed",
    unit: "ms",
    work: { type: "hub-storm", connections: 5000 },
    only: ["longwire", "socket-io"],
    bars: [],
    bounds: [{ of: "loopDelayP99Ms", what: "p99 of the event loop's delay meanwhile, in ms", atMost: 100 }],
  },
  {
    id: "hub-slow",
    title:
      "1,000 updates/s over 100 keys to 1,000 subscribers, of whom one reads 1 kB/s, 99th percentile of the others",
    unit: "ms",
    work: { type: "hub-slow", connections: 1000, ratePerSecond: 1000, sizeBytes: 64 },
    only: ["longwire", "undisturbed"],
    bars: [{ peer: "undisturbed", atMost: 1.1 }],
    bounds: [
      { of: "mostWaitingBytes", what: "the most bytes that waited for any one connection", atMost: 2 * 1024 * 1024 },
    ],
  },
];
