/**
 * What a hub counts: plain numbers that only rise, read by whoever exports them. To count costs one addition, so that it may
 * stand in the way of every delivery. What is counted by kind has few kinds, whatever clients send: no channel, no user, and
 * no code that an application or a peer can invent.
 */
import { disconnects, errors, type Requests } from "@longwire/protocol";
import type { SlowConsumerPolicy } from "../channel/channel-options.ts";

/** How commands ended, by method. */
export interface CommandCounts {
  /** Answered with a result, or done without an answer. */
  ok: number;
  error: number;
  /** They ended the connection. */
  disconnect: number;
}

/** The name of a command's request. */
export type CommandName = keyof Requests;

/** Codes of others than the protocol are counted together. */
export type CountedCode = number | "application" | "other";

const commandNames: readonly CommandName[] = [
  ...(["connect", "subscribe", "unsubscribe", "publish", "presence", "presenceStats"] as const),
  ...(["history", "ping", "send", "rpc", "refresh", "subRefresh"] as const),
];

const errorCodes: ReadonlySet<number> = new Set(Object.values(errors).map(({ code }) => code));
/** Those of the protocol, and those that a WebSocket closes with (RFC 6455 §7.4.1). */
const closeCodes: ReadonlySet<number> = new Set([
  ...Object.values(disconnects).map(({ code }) => code),
  ...[1000, 1001, 1002, 1003, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013],
]);

/** Numbers of one hub since it began. To be changed by the hub only. */
export class HubCounters {
  /** Connections that were taken, by encoding. */
  readonly accepted: { json: number; protobuf: number } = { json: 0, protobuf: 0 };
  readonly commands: ReadonlyMap<CommandName, CommandCounts> = new Map(
    commandNames.map((name) => [name, { ok: 0, error: 0, disconnect: 0 }]),
  );
  /** Error replies by code. */
  readonly errors: Map<CountedCode, number> = new Map<CountedCode, number>();
  /** Ends of connections by code, and by who ended them. */
  readonly disconnects: Readonly<Record<"server" | "client", Map<CountedCode, number>>> = {
    server: new Map(),
    client: new Map(),
  };
  /** Subscriptions that asked for what they missed: whether they got all of it. */
  readonly recoveries: { recovered: number; unrecovered: number } = { recovered: 0, unrecovered: 0 };
  /** What slow readers cost: the end of a connection, a publication that was left out, or a pause. */
  readonly slowConsumers: Record<SlowConsumerPolicy["policy"], number> = {
    disconnect: 0,
    "drop-oldest": 0,
    conflate: 0,
    sample: 0,
    "pause-and-recover": 0,
  };
  /** Subscriptions in which a gap was found and told. */
  insufficientStates = 0;
  /** Publications that were made on this node. */
  publicationsIn = 0;
  /** Publications that were not made, since their idempotency key had been used. */
  publicationsRepeated = 0;
  /** Publications that were put on their way to a connection. */
  publicationsOut = 0;
  /** Of frames from clients, without what the transport adds. */
  bytesIn = 0;
  /** Of frames that connections were given. */
  bytesOut = 0;

  error(code: number): void {
    const counted = errorCodes.has(code) ? code : code >= 400 && code < 2000 ? "application" : "other";
    this.errors.set(counted, (this.errors.get(counted) ?? 0) + 1);
  }

  disconnect(by: "server" | "client", code: number): void {
    const counted = closeCodes.has(code) ? code : code >= 4000 && code < 5000 ? "application" : "other";
    const counts = this.disconnects[by];
    counts.set(counted, (counts.get(counted) ?? 0) + 1);
  }

  command(name: CommandName, outcome: keyof CommandCounts): void {
    const counts = this.commands.get(name);
    if (counts !== undefined) counts[outcome] += 1;
  }
}
