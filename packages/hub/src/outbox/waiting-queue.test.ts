/** What a slow reader gets, whatever is published and however slowly it reads. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  defaultDecodeLimits,
  jsonCodec,
  Payload,
  PreparedPush,
  type Publication,
  protobufCodec,
} from "@longwire/protocol";
import fc from "fast-check";
import type { SlowConsumerPolicy } from "../channel/channel-options.ts";
import { Lane } from "./lane.ts";
import { WaitingQueue } from "./waiting-queue.ts";

/** Publish with a key (1–3; 0: without one) and a size, in one of two subscriptions, or read up to so many bytes. */
type Step = { readonly lane: number; readonly key: number; readonly size: number } | { readonly read: number };

const steps = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ lane: fc.nat(1), key: fc.nat(3), size: fc.nat(200) }) },
    { weight: 1, arbitrary: fc.record({ read: fc.nat(800) }) },
  ),
  { maxLength: 150 },
);

interface Run {
  readonly published: Publication[][];
  readonly got: Publication[][];
  readonly mostBytes: number;
  readonly leftBytes: number;
}

function run(
  policy: SlowConsumerPolicy,
  given: readonly Step[],
  codec = jsonCodec as typeof jsonCodec | typeof protobufCodec,
): Run {
  const queue = new WaitingQueue(codec);
  const lanes = [new Lane(policy), new Lane(policy)];
  const published: Publication[][] = [[], []];
  const got: Publication[][] = [[], []];
  let mostBytes = 0;
  const read = (bytes: number): void => {
    const decoded = codec.decodeReplies(frameOf(codec, queue.take(bytes)), {
      ...defaultDecodeLimits,
      maxMessages: 10_000,
    });
    if (!decoded.ok) return;
    for (const { push } of decoded.messages) got[Number(push?.channel)]?.push(push?.pub ?? {});
  };
  for (const step of given) {
    if ("read" in step) {
      read(step.read);
      continue;
    }
    const list = published[step.lane] ?? [];
    const key = step.key === 0 ? {} : { key: `k${step.key}` };
    const pub = { data: Payload.fromValue("x".repeat(step.size)), offset: list.length + 1, ...key };
    list.push(pub);
    queue.add(new PreparedPush({ channel: String(step.lane), pub }), lanes[step.lane]);
    mostBytes = Math.max(mostBytes, queue.bytes);
  }
  while (!queue.isEmpty) read(1000);
  return { published, got, mostBytes, leftBytes: queue.bytes };
}

function frameOf(codec: typeof jsonCodec | typeof protobufCodec, batch: readonly Uint8Array[]): string | Uint8Array {
  const bytes = codec.joinBytes(batch);
  return codec.isText ? new TextDecoder().decode(bytes) : bytes;
}

const policies: readonly SlowConsumerPolicy[] = [
  { policy: "disconnect" },
  { policy: "drop-oldest", maxWaiting: 5 },
  { policy: "conflate" },
  { policy: "sample", intervalMs: 100 },
];

for (const policy of policies) {
  describe(`a slow reader under "${policy.policy}"`, () => {
    it("gets publications in order, and is told exactly how many it did not get", () => {
      fc.assert(
        fc.property(steps, (given) => {
          const { published, got, leftBytes } = run(policy, given);
          assert.equal(leftBytes, 0);
          for (const lane of [0, 1]) {
            let last = 0;
            for (const { offset = 0, skipped = 0 } of got[lane] ?? []) {
              assert.equal(offset, last + skipped + 1);
              last = offset;
            }
            assert.equal(last, published[lane]?.length);
          }
        }),
      );
    });
  });
}

describe("what waits for a slow reader", () => {
  it('under "conflate" always ends with the last value of every key, and of what has none', () => {
    fc.assert(
      fc.property(steps, (given) => {
        const { published, got } = run({ policy: "conflate" }, given);
        for (const lane of [0, 1]) {
          const lastOf = (list: readonly Publication[] = []): Map<string, number> =>
            new Map(list.map(({ key = "", offset = 0 }) => [key, offset]));
          assert.deepEqual(lastOf(got[lane]), lastOf(published[lane]));
        }
      }),
    );
  });

  it("is bounded by keys, by count or by one, as the policy says", () => {
    // A publication of 200 bytes with what surrounds it and the bookkeeping is below 450 bytes.
    const bounds = { conflate: 2 * 4, "drop-oldest": 2 * 5, sample: 2 } as const;
    fc.assert(
      fc.property(steps, (given) => {
        for (const policy of policies) {
          if (policy.policy === "disconnect" || policy.policy === "pause-and-recover") continue;
          // One more is there while it takes the place of another.
          assert.ok(run(policy, given).mostBytes <= (bounds[policy.policy] + 1) * 450);
        }
      }),
    );
  });

  it("is told in Protobuf as in JSON", () => {
    const burst = Array.from({ length: 20 }, (_, i) => ({ lane: 0, key: i % 2, size: 10 }));
    const seen = ({ got }: Run): unknown => got[0]?.map(({ offset, skipped }) => [offset, skipped ?? 0]);
    const expected = [
      [19, 18],
      [20, 0],
    ];
    assert.deepEqual(seen(run({ policy: "conflate" }, burst)), expected);
    assert.deepEqual(seen(run({ policy: "conflate" }, burst, protobufCodec)), expected);
  });

  it("is forgotten when its subscription ends, and nothing else is", () => {
    const queue = new WaitingQueue(jsonCodec);
    const [gone, other] = [new Lane({ policy: "conflate" }), new Lane({ policy: "conflate" })];
    for (let i = 1; i <= 100; i += 1) {
      const push = new PreparedPush({ channel: "c", pub: { data: Payload.fromValue(i), offset: i, key: `${i}` } });
      queue.add(push, i % 2 === 0 ? gone : other);
    }
    queue.drop(gone);
    assert.equal(queue.take(1_000_000).length, 50);
    assert.equal(queue.bytes, 0);
  });
});
