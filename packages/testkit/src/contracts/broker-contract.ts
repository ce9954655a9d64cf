/**
 * What every broker must keep, as a suite that each implementation runs. Loss is allowed only where `onUnsure` tells it.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Broker, BrokerEvents, ChannelMessage, ControlMessage } from "@longwire/hub";
import { Payload } from "@longwire/protocol";

/** A broker under test. */
export interface BrokerUnderTest {
  readonly broker: Broker;
  /** Resolves when what was published has arrived. */
  settle(): Promise<void>;
  /** After the test. */
  dispose(): Promise<void>;
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
  const withBroker = (title: string, body: (given: BrokerUnderTest, got: Recorder) => Promise<void>): void => {
    it(title, async () => {
      const given = await create();
      const got = new Recorder();
      try {
        await given.broker.start(got);
        await body(given, got);
      } finally {
        await given.dispose();
      }
    });
  };

  describe(`broker contract: ${name}`, () => {
    withBroker("carries what is published in a subscribed channel, in order, and nothing else", async (given, got) => {
      const { broker } = given;
      await broker.publish("a", publication("before"));
      await broker.subscribe("a");
      for (let i = 0; i < 20; i += 1) await broker.publish(i % 2 === 0 ? "a" : "b", publication(i));
      await broker.publish("a", { type: "join", info: { client: "c" } });
      await given.settle();
      await broker.unsubscribe("a");
      await broker.publish("a", publication("after"));
      await given.settle();
      const even = Array.from({ length: 10 }, (_, i) => ["a", i * 2]);
      assert.deepEqual(got.messages, [...even, ["a", "join c"]]);
    });

    withBroker("carries what was published without waiting in the order of the calls", async (given, got) => {
      await given.broker.subscribe("a");
      await Promise.all(Array.from({ length: 100 }, (_, i) => given.broker.publish("a", publication(i))));
      await given.settle();
      assert.deepEqual(
        got.messages.map(([, value]) => value),
        Array.from({ length: 100 }, (_, i) => i),
      );
    });

    withBroker("subscribes once, however often it is asked", async (given, got) => {
      await Promise.all([given.broker.subscribe("a"), given.broker.subscribe("a")]);
      await given.broker.publish("a", publication("m"));
      await given.settle();
      assert.deepEqual(got.messages, [["a", "m"]]);
    });

    withBroker("carries control messages to every node, its own too", async (given, got) => {
      const message: ControlMessage = { type: "disconnect", user: "u", code: 3503, reason: "force disconnect" };
      await given.broker.control(message);
      await given.settle();
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
