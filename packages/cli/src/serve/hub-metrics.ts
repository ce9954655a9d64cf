/**
 * The numbers of a hub for Prometheus, and those of its process. Labels are methods, codes and other words of a fixed list:
 * never a channel, a user or an address. Counters are read from the hub when they are asked for, so they cost it nothing.
 */
import type { Hub, HubCounters, HubEvent } from "@longwire/hub";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** Seconds; a log in memory takes microseconds, one on a disk milliseconds. */
const latencyBuckets = [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

/** A value with its labels. */
type Sample = readonly [labels: Readonly<Record<string, string | number>>, value: number];

/** The metrics of one server. */
export class HubMetrics {
  readonly contentType: string;
  readonly #registry = new Registry();
  readonly #append: Histogram;
  readonly #publish: Histogram;

  constructor() {
    this.contentType = this.#registry.contentType;
    collectDefaultMetrics({ register: this.#registry });
    this.#append = this.#histogram(
      "longwire_history_append_seconds",
      "Time until a publication was committed to its log",
    );
    this.#publish = this.#histogram(
      "longwire_broker_publish_seconds",
      "Time until a publication was handed to the broker",
    );
  }

  /** To be told the events of the hub. */
  observe(event: HubEvent): void {
    if (event.type === "history-appended") this.#append.observe(event.durationMs / 1000);
    else if (event.type === "broker-published") this.#publish.observe(event.durationMs / 1000);
  }

  /** Begins to export `hub`. Once. */
  watch(hub: Hub): void {
    this.#gauges(hub);
    this.#counters(hub.counters);
  }

  /** All of it in Prometheus' text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #gauges(hub: Hub): void {
    this.#gauge("longwire_connections", "Connections that were let in and are open", () => hub.info().clients);
    this.#gauge("longwire_users", "Users with a connection", () => hub.info().users);
    this.#gauge("longwire_channels", "Channels with subscribers", () => hub.info().channels);
    this.#gauge("longwire_subscriptions", "Subscriptions", () => sum(hub.channels().values()));
    this.#gauge("longwire_outbox_bytes", "What waits for slow connections", () => hub.info().queuedBytes);
    this.#gauge("longwire_draining", "1 while connections are sent away", () => (hub.isOpen ? 0 : 1));
  }

  #counters(counters: Readonly<HubCounters>): void {
    this.#counter("longwire_connections_accepted_total", "Connections taken", ["encoding"], () =>
      Object.entries(counters.accepted).map(([encoding, count]) => [{ encoding }, count]),
    );
    this.#counter("longwire_commands_total", "Commands of clients by how they ended", ["method", "outcome"], () =>
      [...counters.commands].flatMap(([method, counts]) =>
        Object.entries(counts).map(([outcome, count]): Sample => [{ method: snakeCase(method), outcome }, count]),
      ),
    );
    this.#counter("longwire_errors_total", "Error replies", ["code"], () =>
      [...counters.errors].map(([code, count]) => [{ code }, count]),
    );
    this.#counter("longwire_disconnects_total", "Ends of connections", ["by", "code"], () =>
      Object.entries(counters.disconnects).flatMap(([by, codes]) =>
        [...codes].map(([code, count]): Sample => [{ by, code }, count]),
      ),
    );
    this.#counter("longwire_recoveries_total", "Subscriptions that asked for what they missed", ["outcome"], () =>
      Object.entries(counters.recoveries).map(([outcome, count]) => [{ outcome }, count]),
    );
    this.#counter("longwire_slow_consumer_actions_total", "What was done about slow readers", ["action"], () =>
      Object.entries(counters.slowConsumers).map(([action, count]) => [{ action }, count]),
    );
    this.#plainCounters(counters);
  }

  #plainCounters(counters: Readonly<HubCounters>): void {
    const rows: readonly (readonly [name: string, help: string, read: () => number])[] = [
      ["insufficient_states", "Gaps that were found and told", () => counters.insufficientStates],
      ["publications_in", "Publications made on this node", () => counters.publicationsIn],
      ["publications_repeated", "Publications not made again", () => counters.publicationsRepeated],
      ["publications_out", "Publications on their way to connections", () => counters.publicationsOut],
      ["bytes_in", "Bytes of frames from clients", () => counters.bytesIn],
      ["bytes_out", "Bytes of frames to clients", () => counters.bytesOut],
    ];
    for (const [name, help, read] of rows) this.#counter(`longwire_${name}_total`, help, [], () => [[{}, read()]]);
  }

  #counter(name: string, help: string, labelNames: readonly string[], read: () => readonly Sample[]): void {
    new Counter({
      name,
      help,
      labelNames,
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const [labels, value] of read()) this.inc(labels, value);
      },
    });
  }

  #gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect() {
        this.set(read());
      },
    });
  }

  #histogram(name: string, help: string): Histogram {
    return new Histogram({ name, help, buckets: latencyBuckets, registers: [this.#registry] });
  }
}

function sum(values: Iterable<number>): number {
  let all = 0;
  for (const value of values) all += value;
  return all;
}

/** As methods are called on the wire. */
function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
