import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createHubClock } from "@longwire/testkit";
import type { ChannelOptions, ChannelRequest, ChannelRule, Identity } from "../channel/channel-options.ts";
import { ChannelRegistry } from "../channel/channel-registry.ts";
import type { AuthEvent } from "./auth-event.ts";
import type { Action, Decision, DecisionContext } from "./decision.ts";
import { explain } from "./explain.ts";
import { Permissions } from "./permissions.ts";
import { Revocations } from "./revocations.ts";

const alice: Identity = { user: "alice", client: "c1", meta: undefined, claims: {}, issuedAt: 1000 };
const anonymous: Identity = { ...alice, user: "" };
const withCaps = (caps: unknown): Identity => ({ ...alice, claims: { caps } });
const outside: DecisionContext = { isSubscribed: false };
const inside: DecisionContext = { isSubscribed: true };
const tokenHolder: DecisionContext = { isSubscribed: false, grant: { ok: true, allow: ["pub"] } };

async function decide(
  options: ChannelOptions,
  action: Action,
  identity: Identity = alice,
  context: DecisionContext = outside,
  permissions: Permissions = new Permissions(),
): Promise<Decision> {
  const channel = new ChannelRegistry({ "room:{id}": options }).resolve("room:1");
  assert.ok(channel);
  return await permissions.decide(action, channel, identity, context);
}

/** "yes", or code and reason. */
function brief(decision: Decision): string {
  return decision.allow ? "yes" : `${decision.code} ${decision.reason}`;
}

describe("named rules", () => {
  const rows: readonly (readonly [ChannelOptions, Action, Identity, DecisionContext, string])[] = [
    [{}, "subscribe", alice, outside, "103 no-token"],
    [{}, "subscribe", alice, tokenHolder, "yes"],
    [{ subscribe: "allow" }, "subscribe", anonymous, outside, "yes"],
    [{ subscribe: "authenticated" }, "subscribe", alice, outside, "yes"],
    [{ subscribe: "authenticated" }, "subscribe", anonymous, outside, "103 anonymous"],
    [{ subscribe: "authenticated" }, "subscribe", anonymous, tokenHolder, "yes"],
    [{ subscribe: "deny" }, "subscribe", alice, tokenHolder, "103 denied"],
    [{}, "publish", alice, inside, "103 denied"],
    [{ publish: "allow" }, "publish", anonymous, outside, "yes"],
    [{ publish: "subscriber" }, "publish", alice, outside, "103 not-subscribed"],
    [{ publish: "subscriber" }, "publish", anonymous, inside, "yes"],
    [{ publish: "token" }, "publish", alice, inside, "103 no-token"],
    [{ publish: "token" }, "publish", alice, tokenHolder, "yes"],
    [{ publish: "token" }, "publish", alice, { isSubscribed: true, grant: { ok: true } }, "103 no-token"],
    [{}, "presence", alice, inside, "108 not-available"],
    [{ presence: true }, "presence", alice, inside, "yes"],
    [{ presence: true }, "presence", alice, outside, "103 not-subscribed"],
    [{}, "history", alice, inside, "108 not-available"],
    [{ history: {} }, "history", alice, inside, "yes"],
    [{ history: {}, historyRule: "token" }, "history", alice, tokenHolder, "103 no-token"],
  ];
  for (const [options, action, identity, context, expected] of rows) {
    const who = `${identity.user || "the anonymous"} ${JSON.stringify(context)}`;
    it(`${JSON.stringify(options)}: ${action} by ${who}: ${expected}`, async () => {
      assert.equal(brief(await decide(options, action, identity, context)), expected);
    });
  }

  it("are named in the decision", async () => {
    assert.deepEqual(await decide({ subscribe: "authenticated" }, "subscribe"), {
      allow: true,
      rule: 'subscribe of "room:{id}": authenticated',
    });
    assert.deepEqual(await decide({}, "publish"), {
      allow: false,
      rule: 'publish of "room:{id}": deny',
      code: 103,
      reason: "denied",
    });
  });
});

describe("capabilities of a token", () => {
  const rows: readonly (readonly [unknown, Action, boolean])[] = [
    [undefined, "subscribe", false],
    [[], "subscribe", false],
    [[{ channels: ["room:1"], allow: ["sub"] }], "subscribe", true],
    [[{ channels: ["room:1"], allow: ["sub"] }], "publish", false],
    [[{ channels: ["room:1"], allow: ["pub", "sub"] }], "publish", true],
    [[{ channels: ["room:2"], allow: ["sub"] }], "subscribe", false],
    [[{ channels: ["room:*"], allow: ["sub"] }], "subscribe", false],
    [[{ channels: ["room:*"], match: "wildcard", allow: ["sub"] }], "subscribe", true],
    [[{ channels: ["*:*1*"], match: "wildcard", allow: ["sub"] }], "subscribe", true],
    [[{ channels: ["*:2"], match: "wildcard", allow: ["sub"] }], "subscribe", false],
    [[{ channels: ["room:1?"], match: "wildcard", allow: ["sub"] }], "subscribe", false],
    // The first entry that names the channel decides.
    [
      [
        { channels: ["room:1"], allow: ["pub"] },
        { channels: ["room:1"], allow: ["sub"] },
      ],
      "subscribe",
      false,
    ],
    ["nonsense", "subscribe", false],
  ];
  for (const [caps, action, expected] of rows) {
    it(`${JSON.stringify(caps)}: ${action}: ${expected}`, async () => {
      const decision = await decide({ publish: "token" }, action, withCaps(caps));
      assert.equal(decision.allow, expected);
    });
  }

  it("do not open what is denied to all", async () => {
    const all = withCaps([{ channels: ["*"], match: "wildcard", allow: ["sub", "pub", "prs", "hst"] }]);
    assert.equal((await decide({ publish: "deny" }, "publish", all)).allow, false);
  });

  it("with many stars take no long time", async () => {
    const caps = [{ channels: [`${"*a".repeat(120)}b`], match: "wildcard", allow: ["sub"] }];
    const registry = new ChannelRegistry({ "{any}": {} });
    const channel = registry.resolve("a".repeat(255));
    assert.ok(channel);
    const startedAt = performance.now();
    assert.equal((await new Permissions().decide("subscribe", channel, withCaps(caps), outside)).allow, false);
    assert.ok(performance.now() - startedAt < 100);
  });
});

describe("a rule of the application", () => {
  it("sees who asks for what", async () => {
    const seen: ChannelRequest[] = [];
    const rule: ChannelRule = (request) => {
      seen.push(request);
      return true;
    };
    await decide({ publish: rule }, "publish", alice, { isSubscribed: true, grant: { ok: true, allow: ["pub"] } });
    assert.deepEqual(seen, [
      {
        channel: "room:1",
        parameters: { id: "1" },
        identity: alice,
        data: undefined,
        isSubscribed: true,
        isGranted: true,
      },
    ]);
  });

  const verdicts: readonly (readonly [ChannelRule, string])[] = [
    [() => true, "yes"],
    [async () => true, "yes"],
    [() => ({ allow: true }), "yes"],
    [() => false, "103 denied"],
    [async () => false, "103 denied"],
    [() => ({ allow: false, reason: "muted" }), "103 muted"],
    [() => ({ allow: false, reason: "muted", code: 403 }), "403 muted"],
    [() => ({ allow: false, reason: "muted", code: 99 }), "103 muted"],
    [() => ({ allow: false, reason: "muted", code: 2000 }), "103 muted"],
    [() => ({ allow: false, reason: "muted", code: Number.NaN }), "103 muted"],
    // A rule without types that forgot its answer.
    [(() => undefined) as unknown as ChannelRule, "100 rule-failed"],
    [(() => "yes") as unknown as ChannelRule, "100 rule-failed"],
    [(async () => 1) as unknown as ChannelRule, "100 rule-failed"],
    [(() => ({})) as unknown as ChannelRule, "103 denied"],
  ];
  for (const [rule, expected] of verdicts) {
    it(`${rule.toString().slice(0, 70)}: ${expected}`, async () => {
      assert.equal(brief(await decide({ subscribe: rule }, "subscribe")), expected);
    });
  }

  for (const [name, rule] of [
    [
      "throws",
      () => {
        throw new Error("CANARY");
      },
    ],
    ["rejects", () => Promise.reject(new Error("CANARY"))],
  ] as const) {
    it(`that ${name} is a denial with 100, and is told to the log`, async () => {
      const events: AuthEvent[] = [];
      const permissions = new Permissions({ observe: (event) => events.push(event) });
      const decision = await decide({ subscribe: rule }, "subscribe", alice, outside, permissions);
      assert.deepEqual(decision, {
        allow: false,
        rule: 'subscribe of "room:{id}"',
        code: 100,
        reason: "rule-failed",
      });
      const [event] = events;
      assert.ok(event?.type === "rule-failed" && event.error instanceof Error);
      assert.deepEqual([event.user, event.channel, events.length], ["alice", "room:1", 1]);
    });
  }

  it("is asked each time", async () => {
    let isMember = true;
    const permissions = new Permissions();
    const options: ChannelOptions = { subscribe: () => isMember };
    assert.equal((await decide(options, "subscribe", alice, outside, permissions)).allow, true);
    isMember = false;
    assert.equal((await decide(options, "subscribe", alice, outside, permissions)).allow, false);
  });
});

it("a revocation comes before every rule", async () => {
  const { clock } = createHubClock();
  const revocations = new Revocations(clock);
  const permissions = new Permissions({ revocations });
  revocations.add({ user: "alice", before: 1001 });
  for (const action of ["subscribe", "publish", "presence", "history"] as const) {
    assert.deepEqual(await decide({ subscribe: "allow", publish: "allow" }, action, alice, inside, permissions), {
      allow: false,
      rule: "revocation",
      code: 103,
      reason: "revoked",
    });
  }
  const later = { ...alice, issuedAt: 1001 };
  assert.equal((await decide({ publish: "allow" }, "publish", later, inside, permissions)).allow, true);
});

describe("an explanation", () => {
  const registry = new ChannelRegistry({
    "room:{id}": {
      subscribe: "authenticated",
      publish: ({ identity }) => ({ allow: false, reason: `not-${identity.user}` }),
    },
  });
  const ask = (user: string, action: Action, channel: string) =>
    explain(registry, new Permissions(), user, action, channel);

  it("names the rule that decided, and says why", async () => {
    assert.deepEqual(await ask("alice", "subscribe", "room:1"), {
      user: "alice",
      action: "subscribe",
      channel: "room:1",
      pattern: "room:{id}",
      allow: true,
      rule: 'subscribe of "room:{id}": authenticated',
      because: 'subscribe of "room:{id}": authenticated allows it',
    });
    const denied = await ask("", "subscribe", "room:1");
    assert.deepEqual([denied.allow, denied.because], [false, "the user is anonymous"]);
    const custom = await ask("alice", "publish", "room:1");
    assert.deepEqual([custom.rule, custom.because], ['publish of "room:{id}"', "the rule says: not-alice"]);
  });

  it("tells a channel that is not declared from one that cannot be", async () => {
    const unknown = await ask("alice", "subscribe", "shop:1");
    assert.ok(!unknown.allow);
    assert.deepEqual(
      [unknown.code, unknown.reason, unknown.pattern, unknown.because],
      [102, "unknown-channel", undefined, "no declaration matches the channel's name"],
    );
    assert.equal((await ask("alice", "subscribe", "a\u0000")).because, "the channel's name has a control character");
  });
});
