/**
 * The rows of the table and the bars they must meet: Longwire divided by the peer.
 * How a row is measured is in `measure/`; how it is shown, in `report/`.
 */
import { hubRows } from "./hub-rows.ts";
import type { Sample } from "./measure/one-run.ts";
import { mainPeers, type PeerId, type ServerMode } from "./measure/peers.ts";

/** What puts load on a server. */
export interface ServerLoad {
  readonly type: "server";
  readonly server: ServerMode;
  readonly load: "echo" | "fanout" | "connect";
  readonly connections: number;
  readonly sizeBytes: number;
  readonly inFlight: number;
  readonly isTls: boolean;
  /** Messages are JSON and compressed both ways. */
  readonly isDeflated?: boolean;
}

/** What is done to a hub. */
export type HubWork =
  | {
      readonly type: "hub-fanout";
      readonly connections: number;
      readonly sizeBytes: number;
      readonly inFlight: number;
      /** About how long the hub's frame of one such publication is: so long are the messages of the bare broadcast. */
      readonly frameBytes: number;
    }
  | { readonly type: "hub-idle"; readonly connections: number }
  | { readonly type: "hub-storm"; readonly connections: number }
  | {
      readonly type: "hub-slow";
      readonly connections: number;
      readonly ratePerSecond: number;
      readonly sizeBytes: number;
    };

/** Another way to measure: memory of idle connections, or a client against a fast server. */
export type Work =
  | ServerLoad
  | HubWork
  | { readonly type: "idle"; readonly connections: number; readonly isDeflated?: boolean }
  | { readonly type: "client"; readonly connections: number; readonly inFlight: number };

/** Whether it is about a hub. */
export function isHubWork(work: Work): work is HubWork {
  return work.type.startsWith("hub-");
}

/** Longwire ÷ peer must be at least this, or at most. */
export interface Bar {
  readonly peer: PeerId;
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** Longwire's own number, whatever others have. */
export interface Bound {
  readonly of: "value" | keyof Omit<Sample, "value">;
  /** What that is, with its unit. */
  readonly what: string;
  readonly atMost: number;
}

/** One row. */
export interface Row {
  readonly id: string;
  readonly title: string;
  readonly unit: "messages/s" | "handshakes/s" | "deliveries/s" | "bytes" | "ms";
  readonly work: Work;
  readonly bars: readonly Bar[];
  readonly bounds?: readonly Bound[];
  /** Who takes part besides the usual ones. */
  readonly also?: readonly PeerId[];
  /** Who takes part instead of the usual ones. */
  readonly only?: readonly PeerId[];
}

/** Who takes part in a row: the addon and Bun have no client here. */
export function contenders({ work, also = [], only }: Row): readonly PeerId[] {
  if (only !== undefined) return only;
  return [...(work.type === "client" ? (["longwire", "ws"] as const) : mainPeers), ...also];
}

/** Two contenders of a row that are compared without a bar: one of Longwire's other entries and what it stands in for. */
export interface Comparison {
  readonly ours: PeerId;
  readonly theirs: PeerId;
}

const KIB = 1024;

function echo(connections: number, sizeBytes: number, inFlight: number, isTls = false): ServerLoad {
  return { type: "server", server: "echo", load: "echo", connections, sizeBytes, inFlight, isTls };
}

function fanOut(inFlight: number): ServerLoad {
  return { ...echo(1000, 64, inFlight), server: "fanout", load: "fanout" };
}

function atLeast(uws: number | undefined, ws: number): readonly Bar[] {
  return [...(uws === undefined ? [] : [{ peer: "uws" as const, atLeast: uws }]), { peer: "ws", atLeast: ws }];
}

/** Bun has its own ways here, which are not looked at. */
const compressing: readonly PeerId[] = ["longwire", "uws", "ws"];

/** In the order of the table. */
export const rows: readonly Row[] = [
  {
    id: "echo-32",
    title: "echo 32 B, 64 connections, 1 in flight",
    unit: "messages/s",
    work: echo(64, 32, 1),
    bars: atLeast(1, 1.5),
  },
  {
    id: "echo-32-deep",
    title: "echo 32 B, 64 connections, 32 in flight each",
    unit: "messages/s",
    work: echo(64, 32, 32),
    bars: atLeast(1.5, 15),
    also: ["drop-in"],
  },
  {
    id: "echo-1k",
    title: "echo 1 KiB, 16 connections, 16 in flight",
    unit: "messages/s",
    work: echo(16, KIB, 16),
    bars: atLeast(1, 6),
    also: ["drop-in"],
  },
  {
    id: "echo-64k",
    title: "echo 64 KiB, 8 connections, 4 in flight",
    unit: "messages/s",
    work: echo(8, 64 * KIB, 4),
    bars: atLeast(1, 2),
  },
  {
    id: "echo-1m",
    title: "echo 1 MiB, 4 connections, 2 in flight",
    unit: "messages/s",
    work: echo(4, KIB * KIB, 2),
    bars: atLeast(1, 1.5),
  },
  {
    id: "connect",
    title: "handshakes per second, 64 at a time",
    unit: "handshakes/s",
    work: { ...echo(64, 32, 1), load: "connect" },
    bars: atLeast(1, 2),
  },
  {
    id: "fanout",
    title: "fan-out of 64 B to 1000 connections, 1 in flight",
    unit: "deliveries/s",
    work: fanOut(1),
    bars: atLeast(1, 1.8),
    also: ["drop-in"],
  },
  {
    id: "fanout-deep",
    title: "fan-out of 64 B to 1000 connections, 16 in flight",
    unit: "deliveries/s",
    work: fanOut(16),
    bars: atLeast(0.8, 15),
    also: ["drop-in"],
  },
  {
    id: "idle",
    title: "resident bytes per idle connection (15,000)",
    unit: "bytes",
    work: { type: "idle", connections: 15_000 },
    bars: [
      { peer: "uws", atMost: 4 },
      { peer: "ws", atMost: 0.5 },
    ],
  },
  {
    id: "client",
    title: "client against a fast server, 32 B, 16 connections, 32 in flight",
    unit: "messages/s",
    work: { type: "client", connections: 16, inFlight: 32 },
    bars: atLeast(undefined, 5),
    also: ["drop-in", "whatwg", "node"],
  },
  {
    id: "tls-1k",
    title: "TLS: echo 1 KiB, 16 connections, 16 in flight",
    unit: "messages/s",
    work: echo(16, KIB, 16, true),
    bars: atLeast(0.8, 2),
  },
  {
    id: "deflate-1k",
    title: "compressed: echo 1 KiB of JSON, 16 connections, 16 in flight",
    unit: "messages/s",
    work: { ...echo(16, KIB, 16), isDeflated: true },
    bars: atLeast(1, 3),
    only: compressing,
  },
  {
    id: "deflate-16k",
    title: "compressed: echo 16 KiB of JSON, 16 connections, 4 in flight",
    unit: "messages/s",
    work: { ...echo(16, 16 * KIB, 4), isDeflated: true },
    bars: atLeast(1, 3),
    only: compressing,
  },
  {
    id: "deflate-fanout",
    title: "compressed: fan-out of 1 KiB of JSON to 1000 connections, 1 in flight",
    unit: "deliveries/s",
    work: { ...fanOut(1), sizeBytes: KIB, isDeflated: true },
    bars: atLeast(1, 3),
    only: compressing,
  },
  {
    id: "deflate-idle",
    title: "resident bytes per connection that has compressed (10,000)",
    unit: "bytes",
    work: { type: "idle", connections: 10_000, isDeflated: true },
    bars: [{ peer: "ws", atMost: 0.3 }],
    only: compressing,
  },
  ...hubRows,
];

/** Shown for every row in which both take part. */
export const comparisons: readonly Comparison[] = [
  { ours: "drop-in", theirs: "ws" },
  { ours: "whatwg", theirs: "node" },
];
