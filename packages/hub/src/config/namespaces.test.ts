import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Payload } from "@longwire/protocol";
import type { Action, Decision, DecisionContext } from "../auth/decision.ts";
import { Permissions } from "../auth/permissions.ts";
import type { Identity } from "../channel/channel-options.ts";
import { ChannelRegistry, type ResolvedChannel } from "../channel/channel-registry.ts";
import { originsOf } from "./allowed-origins.ts";
import { parseDuration } from "./duration.ts";
import { nearestName } from "./nearest-name.ts";
import { parseConfig } from "./parse-config.ts";

type Options = Readonly<Record<string, unknown>>;

function registryOf(namespaces: Readonly<Record<string, Options>>, more: Options = {}, client: Options = {}) {
  const list = Object.entries(namespaces).map(([name, options]) => ({ name, ...options }));
  const { channels, resolver } = parseConfig({ client, channel: { ...more, namespaces: list } });
  return new ChannelRegistry(channels, resolver);
}

describe("the namespace of a channel", () => {
  const registry = registryOf({ chat: {}, "a.b": {} }, { without_namespace: { presence: true } });
  const rows: readonly (readonly [string, string | undefined, string?])[] = [
    ["news", "channel.without_namespace", "news"],
    ["chat:1", "chat", "1"],
    ["chat:1:2:3", "chat", "1:2:3"],
    ["chat:", "chat", ""],
    ["$chat:1", "chat", "1"],
    ["$news", "channel.without_namespace", "news"],
    ["a.b:c", "a.b", "c"],
    ["chat#1,2", "channel.without_namespace", "chat#1,2"],
    ["{x}:1", undefined],
    ["other:1", undefined],
    [":1", undefined],
    ["channel.without_namespace:1", undefined],
    ["chat:\u0000", undefined],
    [`chat:${"x".repeat(250)}`, "chat", "x".repeat(250)],
    [`chat:${"x".repeat(251)}`, undefined],
  ];
  for (const [channel, namespace, rest] of rows) {
    it(`${JSON.stringify(channel.slice(0, 40))}: ${namespace}`, () => {
      const resolved = registry.resolve(channel);
      assert.equal(resolved?.pattern, namespace);
      assert.equal(resolved?.parameters.rest, rest);
    });
  }

  it("may end at another boundary, or have a shorter name", () => {
    const other = registryOf({ chat: {} }, { namespace_boundary: "/", private_prefix: "", max_length: 10 });
    assert.equal(other.resolve("chat/1")?.pattern, "chat");
    assert.equal(other.resolve("chat:1")?.pattern, "channel.without_namespace");
    assert.equal(other.resolve("$chat/1"), undefined);
    assert.equal(other.resolve("chat/12345")?.pattern, "chat");
    assert.equal(other.resolve("chat/123456"), undefined);
  });

  it("loses to a pattern that is declared", () => {
    const { resolver } = parseConfig({ channel: { namespaces: [{ name: "chat" }] } });
    const both = new ChannelRegistry({ "chat:{id}": {} }, resolver);
    assert.equal(both.resolve("chat:1")?.pattern, "chat:{id}");
    assert.equal(both.resolve("chat:1:2")?.pattern, "chat");
  });
});

describe("options of a namespace", () => {
  const optionsOf = (options: Options) => registryOf({ ns: options }).resolve("ns:1")?.options;

  it("give history, recovery and positions", () => {
    const history = { history_size: 10, history_ttl: "5m" };
    assert.deepEqual(optionsOf(history)?.history, { maxEntries: 10, maxBytes: 16_777_216, ttlMs: 300_000 });
    const rows: readonly (readonly [Options, "stream" | "cache" | undefined, boolean])[] = [
      [history, undefined, false],
      [{ ...history, force_recovery: true }, "stream", true],
      [{ ...history, allow_recovery: true }, "stream", true],
      [{ ...history, force_recovery: true, force_recovery_mode: "cache" }, "cache", true],
      [{ ...history, force_positioning: true }, undefined, true],
      [{ ...history, allow_positioning: true }, undefined, true],
      [{ history_size: 0, history_ttl: "5m" }, undefined, false],
    ];
    for (const [options, recovery, positioned] of rows) {
      const read = optionsOf(options);
      assert.deepEqual([read?.recovery, read?.positioned], [recovery, positioned], JSON.stringify(options));
    }
  });

  it("give deltas where publications are told to be sent so", () => {
    const delta = { allowed_delta_types: ["fossil"], delta_publish: true, history_size: 1, history_ttl: "1s" };
    assert.equal(optionsOf(delta)?.delta, "fossil");
    assert.equal(optionsOf({ ...delta, delta_publish: false })?.delta, undefined);
    assert.equal(optionsOf({ ...delta, history_size: 0, history_ttl: "0" })?.delta, undefined);
  });

  it("give presence, joins and leaves, and a filter by tags", () => {
    const read = optionsOf({ presence: true, join_leave: true, force_push_join_leave: true, allow_tags_filter: true });
    assert.deepEqual(
      [read?.presence, read?.joinLeave, read?.joinLeavePush, read?.tagsFilter],
      [true, true, "always", true],
    );
    assert.equal(optionsOf({ presence: true, join_leave: true })?.joinLeavePush, "on-request");
    assert.equal(optionsOf({ join_leave: true })?.joinLeave, true);
  });
});

const alice: Identity = { user: "alice", client: "c", meta: undefined, claims: {} };
const anonymous: Identity = { ...alice, user: "" };
const publisher: Identity = { ...alice, claims: { caps: [{ channels: ["ns:1"], allow: ["pub"] }] } };
const outside: DecisionContext = { isSubscribed: false };
const inside: DecisionContext = { isSubscribed: true };
const token: DecisionContext = { isSubscribed: false, grant: { ok: true } };
const history = { history_size: 1, history_ttl: "1m" };

describe("permissions of a namespace", () => {
  const insecure = { insecure: true };
  type Row = readonly [string, Options, Options, Action, Identity, DecisionContext, string];
  const rows: readonly Row[] = [
    ["ns:1", {}, {}, "subscribe", alice, outside, "103 no-token by allow_subscribe_for_client"],
    ["ns:1", {}, {}, "subscribe", alice, token, "yes by token"],
    ["ns:1", {}, insecure, "subscribe", anonymous, outside, "yes by client.insecure"],
    [
      "ns:1",
      { allow_subscribe_for_client: true },
      {},
      "subscribe",
      alice,
      outside,
      "yes by allow_subscribe_for_client",
    ],
    [
      "ns:1",
      { allow_subscribe_for_client: true },
      {},
      "subscribe",
      anonymous,
      outside,
      "103 anonymous by allow_subscribe_for_anonymous",
    ],
    [
      "ns:1",
      { allow_subscribe_for_client: true, allow_subscribe_for_anonymous: true },
      {},
      "subscribe",
      anonymous,
      outside,
      "yes by allow_subscribe_for_client",
    ],
    [
      "$ns:1",
      { allow_subscribe_for_client: true },
      insecure,
      "subscribe",
      alice,
      outside,
      "103 no-token by channel.private_prefix",
    ],
    ["$ns:1", {}, {}, "subscribe", alice, token, "yes by token"],
    [
      "ns:a#alice",
      { allow_user_limited_channels: true },
      {},
      "subscribe",
      alice,
      outside,
      "yes by allow_user_limited_channels",
    ],
    [
      "ns:a#bob,alice",
      { allow_user_limited_channels: true },
      {},
      "subscribe",
      alice,
      outside,
      "yes by allow_user_limited_channels",
    ],
    [
      "ns:a#bob",
      { allow_user_limited_channels: true, allow_subscribe_for_client: true },
      {},
      "subscribe",
      alice,
      outside,
      "103 other-user by allow_user_limited_channels",
    ],
    [
      "ns:a#",
      { allow_user_limited_channels: true },
      {},
      "subscribe",
      anonymous,
      outside,
      "103 other-user by allow_user_limited_channels",
    ],
    [
      "ns:a#bob",
      { allow_subscribe_for_client: true },
      {},
      "subscribe",
      alice,
      outside,
      "yes by allow_subscribe_for_client",
    ],
    [
      "ns:1",
      { subscription_type: "map", allow_subscribe_for_client: true },
      insecure,
      "subscribe",
      alice,
      token,
      '108 not-available by subscription_type "map"',
    ],
    [
      "ns:1",
      { subscription_type: "shared_poll" },
      insecure,
      "publish",
      alice,
      inside,
      '108 not-available by subscription_type "shared_poll"',
    ],
    [
      "ns:1",
      { subscribe_proxy_enabled: true },
      insecure,
      "subscribe",
      alice,
      token,
      "108 not-available by subscribe_proxy_enabled",
    ],
    [
      "ns:1",
      { publish_proxy_enabled: true },
      insecure,
      "publish",
      alice,
      inside,
      "108 not-available by publish_proxy_enabled",
    ],
    ["ns:1", {}, {}, "publish", alice, inside, "103 denied by allow_publish_for_client"],
    ["ns:1", {}, {}, "publish", publisher, outside, "yes by token"],
    ["ns:1", {}, insecure, "publish", anonymous, outside, "yes by client.insecure"],
    ["ns:1", { allow_publish_for_client: true }, {}, "publish", alice, outside, "yes by allow_publish_for_client"],
    [
      "ns:1",
      { allow_publish_for_client: true },
      {},
      "publish",
      anonymous,
      inside,
      "103 anonymous by allow_publish_for_anonymous",
    ],
    [
      "ns:1",
      { allow_publish_for_subscriber: true },
      {},
      "publish",
      alice,
      outside,
      "103 not-subscribed by allow_publish_for_subscriber",
    ],
    [
      "ns:1",
      { allow_publish_for_subscriber: true },
      {},
      "publish",
      alice,
      inside,
      "yes by allow_publish_for_subscriber",
    ],
    [
      "ns:1",
      { allow_publish_for_subscriber: true },
      {},
      "publish",
      anonymous,
      inside,
      "103 anonymous by allow_publish_for_anonymous",
    ],
    [
      "ns:1",
      { allow_publish_for_subscriber: true, allow_publish_for_anonymous: true },
      {},
      "publish",
      anonymous,
      inside,
      "yes by allow_publish_for_subscriber",
    ],
    [
      "ns:1",
      { allow_publish_for_client: true, publication_data_format: "json_object" },
      {},
      "publish",
      alice,
      { ...inside, data: Payload.fromValue([]) },
      "107 data-format by publication_data_format",
    ],
    [
      "ns:1",
      { allow_publish_for_client: true, publication_data_format: "json_object" },
      {},
      "publish",
      alice,
      { ...inside, data: Payload.fromValue({}) },
      "yes by allow_publish_for_client",
    ],
    [
      "ns:1",
      { allow_publish_for_client: true, publication_data_format: "json" },
      {},
      "publish",
      alice,
      { ...inside, data: Payload.fromBytes(Uint8Array.of(1)) },
      "107 data-format by publication_data_format",
    ],
    ["ns:1", {}, insecure, "presence", alice, inside, "108 not-available by "],
    ["ns:1", { presence: true }, {}, "presence", alice, inside, "103 denied by allow_presence_for_client"],
    [
      "ns:1",
      { presence: true, allow_presence_for_subscriber: true },
      {},
      "presence",
      alice,
      inside,
      "yes by allow_presence_for_subscriber",
    ],
    [
      "ns:1",
      { join_leave: true, allow_presence_for_subscriber: true },
      insecure,
      "presence",
      alice,
      inside,
      "108 not-available by presence",
    ],
    ["ns:1", { allow_history_for_client: true }, {}, "history", alice, inside, "108 not-available by "],
    [
      "ns:1",
      { ...history, allow_history_for_client: true },
      {},
      "history",
      alice,
      outside,
      "yes by allow_history_for_client",
    ],
    ["ns:1", history, insecure, "history", anonymous, outside, "yes by client.insecure"],
  ];
  for (const [channel, options, client, action, identity, context, expected] of rows) {
    it(`${channel} ${JSON.stringify({ ...options, ...client })}: ${action} by ${identity.user || "nobody"}: ${expected}`, async () => {
      const resolved = registryOf({ ns: options }, {}, client).resolve(channel);
      assert.ok(resolved);
      assert.equal(brief(await new Permissions().decide(action, resolved, identity, context), resolved), expected);
    });
  }
});

/** The option that decided stands after the rule's own name. */
function brief(decision: Decision, { pattern }: ResolvedChannel): string {
  const option = decision.rule.split(`${JSON.stringify(pattern)}: `)[1] ?? "";
  return `${decision.allow ? "yes" : `${decision.code} ${decision.reason}`} by ${option}`;
}

describe("durations", () => {
  const rows: readonly (readonly [string, number | undefined])[] = [
    ["0", 0],
    ["0s", 0],
    ["300s", 300_000],
    ["24h", 86_400_000],
    ["1h30m", 5_400_000],
    ["1.5h", 5_400_000],
    ["250ms", 250],
    ["1.1ms", 2],
    ["1us", 1],
    ["720h", 2_592_000_000],
    ["5", undefined],
    ["", undefined],
    ["5 apples", undefined],
    ["-1s", undefined],
    ["1d", undefined],
    ["s", undefined],
    ["1e3s", undefined],
    [" 1s", undefined],
    [`${"9".repeat(31)}h`, undefined],
  ];
  for (const [text, expected] of rows) {
    it(`${JSON.stringify(text.slice(0, 40))}: ${expected}`, () => assert.equal(parseDuration(text), expected));
  }
});

describe("the name that was meant", () => {
  for (const [given, expected] of [
    ["presense", "presence"],
    ["Presence", "presence"],
    ["history_sise", "history_size"],
    ["hsitory_ttl", "history_ttl"],
    ["hist", "history_size"],
    ["size", undefined],
    ["", undefined],
    ["something_else", undefined],
  ] as const) {
    it(`by ${JSON.stringify(given)}: ${expected}`, () => {
      assert.equal(nearestName(given, ["presence", "history_size", "history_ttl"]), expected);
    });
  }
});

describe("allowed origins", () => {
  const patterns = ["https://example.com", "https://*.example.com", "http://localhost:*"];
  const allows = originsOf(patterns);
  const rows: readonly (readonly [string | undefined, boolean])[] = [
    [undefined, true],
    ["https://example.com", true],
    ["HTTPS://EXAMPLE.COM", true],
    ["https://app.example.com", true],
    ["http://localhost:3000", true],
    ["http://example.com", false],
    ["https://example.com.evil.test", false],
    ["https://evil.test/.example.com", false],
    ["https://evil.test?.example.com", false],
    ["https://evilexample.com", false],
    ["null", false],
    ["", false],
  ];
  for (const [origin, expected] of rows) {
    it(`${origin}: ${expected}`, () => {
      assert.ok(typeof allows === "function");
      assert.equal(allows(origin), expected);
    });
  }

  it("are all of them with a star, and the same one without any", () => {
    assert.equal(originsOf(["https://a.example", "*"]), "any");
    assert.equal(originsOf([]), "same-origin");
  });
});
