/**
 * What every broker must keep, as a suite that each implementation runs. Loss is allowed only where `onUnsure` tells it.
 */
import assert from "node:assert/strict";
import { describe } from "node:test";
import type { Broker, BrokerEvents, ChannelMessage, ControlMessage } from "@longwire/hub";
import { Payload } from "@longwire/protocol";
import { contractTests, type UnderTest } from "./contract-tests.ts";

/** A broker under test. */
export interface BrokerUnderTest extends UnderTest {
  readonly broker: Broker;
  /** Resolves when what was published has arrived. */
  readonly settle: () => Promise<void>;
}

class Recorder implements BrokerEvents {
  readonly messages: [string, unknown][] = [];
  readonly controls: ControlMessage[] = [];

  onMessage(channel: string, message: ChannelMessage): void {
    const { type } = message;
    this.messages.push([channel, type === "publication" ? message.entry.data.value : `${type} ${message.info.client}`]);
  }

  onControl(message: ControlMessage): void {
    this.controls.push(message);
  }

  onUnsure(): void {
    assert.fail("nothing went wrong, so nothing is unsure");
  }
}

function publication(value: unknown, offset = 0): ChannelMessage {
  return { type: "publication", entry: { data: Payload.fromValue(value), offset, time: 1 } };
}

/** Registers the suite for `name`. */
export function describeBroker(name: string, create: () => Promise<BrokerUnderTest>): void {
  const withBroker = contractTests(create, async (given) => {
    const got = new Recorder();
    await given.broker.start(got);
    return { ...given, got };
  });

  describe(`broker contract: ${name}`, () => {
    withBroker(
      "carries what is published in a subscribed channel, in order, and nothing else",
      async ({ broker, settle, got }) => {
        await broker.publish("a", publication("before"));
        await broker.subscribe("a");
        for (let i = 0; i < 20; i += 1) await broker.publish(i % 2 === 0 ? "a" : "b", publication(i));
        await broker.publish("a", { type: "join", info: { client: "c" } });
        await settle();
        await broker.unsubscribe("a");
        await broker.publish("a", publication("after"));
        await settle();
        const even = Array.from({ length: 10 }, (_, i) => ["a", i * 2]);
        assert.deepEqual(got.messages, [...even, ["a", "join c"]]);
      },
    );

    withBroker(
      "carries what was published without waiting in the order of the calls",
      async ({ broker, settle, got }) => {
        await broker.subscribe("a");
        await Promise.all(Array.from({ length: 100 }, (_, i) => broker.publish("a", publication(i))));
        await settle();
        assert.deepEqual(
          got.messages.map(([, value]) => value),
          Array.from({ length: 100 }, (_, i) => i),
        );
      },
    );

    withBroker("subscribes once, however often it is asked", async ({ broker, settle, got }) => {
      await Promise.all([broker.subscribe("a"), broker.subscribe("a")]);
      await broker.publish("a", publication("m"));
      await settle();
      assert.deepEqual(got.messages, [["a", "m"]]);
    });

    withBroker("carries control messages to every node, its own too", async ({ broker, settle, got }) => {
      const message: ControlMessage = { type: "disconnect", user: "u", code: 3503, reason: "force disconnect" };
      await broker.control(message);
      await settle();
      assert.deepEqual(got.controls, [message]);
    });

    withBroker("answers a probe while it works, and rejects it when it is closed", async ({ broker }) => {
      await broker.probe();
      await broker.close();
      await assert.rejects(broker.probe());
      await assert.rejects(broker.publish("a", publication("m")));
    });
  });
}
