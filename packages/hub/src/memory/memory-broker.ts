/**
 * A broker for one node: what is published comes straight back. It knows which channels are wanted, and keeps nothing.
 */
import type { Broker, BrokerEvents, ChannelMessage, ControlMessage } from "../ports/broker.ts";

/** @see Broker */
export class MemoryBroker implements Broker {
  readonly #channels = new Set<string>();
  #events: BrokerEvents | undefined;

  async start(events: BrokerEvents): Promise<void> {
    if (this.#events !== undefined) throw new Error("the broker has been started already");
    this.#events = events;
  }

  async publish(channel: string, message: ChannelMessage): Promise<void> {
    const events = this.#started();
    if (this.#channels.has(channel)) events.onMessage(channel, message);
  }

  async control(message: ControlMessage): Promise<void> {
    this.#started().onControl(message);
  }

  async subscribe(channel: string): Promise<void> {
    this.#started();
    this.#channels.add(channel);
  }

  async unsubscribe(channel: string): Promise<void> {
    this.#channels.delete(channel);
  }

  async probe(): Promise<void> {
    this.#started();
  }

  async close(): Promise<void> {
    this.#events = undefined;
    this.#channels.clear();
  }

  #started(): BrokerEvents {
    if (this.#events === undefined)
      throw new Error("the broker is not running: start() was not called, or close() was");
    return this.#events;
  }
}
