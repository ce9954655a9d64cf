import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createHubClock } from "@longwire/testkit";
import { SignJWT } from "jose";
import type { Identity } from "../channel/channel-options.ts";
import type { ConnectionRequest } from "../ports/connection.ts";
import type { AuthEvent } from "./auth-event.ts";
import type { AuthOutcome } from "./authenticator.ts";
import { issueToken, type TokenContent } from "./issue-token.ts";
import { TokenAuthenticator, type TokenAuthenticatorOptions } from "./token-authenticator.ts";

const secret = "a secret of thirty-two characters";
const request: ConnectionRequest = { url: "/", headers: {}, remoteAddress: undefined };
const alice: Identity = { user: "alice", client: "c1", meta: undefined, claims: {}, issuedAt: 0 };

function setUp(options: TokenAuthenticatorOptions = { token: { hmacSecret: secret } }) {
  const { clock, advance } = createHubClock();
  const events: AuthEvent[] = [];
  const authenticator = new TokenAuthenticator(options, { clock, observe: (event) => events.push(event) });
  const issue = (content: TokenContent): Promise<string> => issueToken(content, { secret }, clock.wallTime());
  const connect = async (content: TokenContent, session?: string): Promise<AuthOutcome> =>
    authenticator.authenticate(request, {
      token: await issue(content),
      ...(session === undefined ? {} : { session }),
    });
  return { clock, advance, events, authenticator, issue, connect };
}

/** What the outcome comes to: the user, or how it is refused. */
function brief(outcome: AuthOutcome): string {
  if (outcome.ok) return outcome.identity.user;
  return `${"error" in outcome ? outcome.error : outcome.disconnect}: ${outcome.reason}`;
}

describe("a connection token", () => {
  it("gives user, info, meta, server-side subscriptions and the other claims", async () => {
    const { connect, clock } = setUp();
    const seconds = clock.wallTime() / 1000;
    const outcome = await connect({
      user: "alice",
      info: { name: "Alice" },
      expiresInMs: 60_000,
      claims: {
        meta: { tenant: 1 },
        jti: "t1",
        role: "admin",
        channels: ["news"],
        subs: { "room:1": { data: { hi: 1 }, b64info: "AQID", override: { presence: { value: true } } } },
      },
    });
    assert.ok(outcome.ok);
    assert.deepEqual(outcome.identity, {
      user: "alice",
      meta: { tenant: 1 },
      issuedAt: seconds * 1000,
      claims: { sub: "alice", iat: seconds, exp: seconds + 60, jti: "t1", role: "admin" },
    });
    assert.equal(outcome.expireAt, seconds + 60);
    assert.deepEqual(outcome.info?.value, { name: "Alice" });
    assert.deepEqual(outcome.channels, ["news", "room:1"]);
    const grant = outcome.grants?.get("room:1");
    assert.deepEqual(grant?.data?.value, { hi: 1 });
    assert.deepEqual([...(grant?.info?.bytes ?? [])], [1, 2, 3]);
    assert.deepEqual(grant?.override, { presence: true });
  });

  it("without a user is an anonymous one's, unless that is not wanted", async () => {
    assert.equal(brief(await setUp().connect({ user: "" })), "");
    const strict = setUp({ token: { hmacSecret: secret }, denyAnonymousTokens: true });
    assert.equal(brief(await strict.connect({ user: "" })), "permissionDenied: anonymous");
  });

  it("may have the user in another claim", async () => {
    const { connect } = setUp({ token: { hmacSecret: secret, userClaim: "uid" } });
    assert.equal(brief(await connect({ user: "someone", claims: { uid: "alice" } })), "alice");
  });

  it("may say apart from exp when the connection expires; 0 is never", async () => {
    const { connect } = setUp();
    const at = async (claims: object): Promise<number | undefined> => {
      const outcome = await connect({ user: "a", expiresInMs: 60_000, claims: { ...claims } });
      assert.ok(outcome.ok);
      return outcome.expireAt;
    };
    assert.equal(await at({ expire_at: 4_000_000_000 }), 4_000_000_000);
    assert.equal(await at({ expire_at: 0 }), undefined);
  });

  const wrong: readonly (readonly [string, unknown])[] = [
    ["sub", 7],
    ["iat", "now"],
    ["expire_at", -1],
    ["expire_at", 1e300],
    ["b64info", "not base64!"],
    ["channels", "news"],
    ["channels", [7]],
    ["channels", [""]],
    ["channels", ["a\nb"]],
    ["channels", Array.from({ length: 129 }, (_, i) => `c${i}`)],
    ["subs", []],
    ["subs", { a: 1 }],
    ["subs", { a: { b64data: "!" } }],
    ["subs", { a: { override: { history: { value: true } } } }],
    ["subs", { a: { override: { presence: true } } }],
    ["caps", {}],
    ["caps", [{ channels: ["a"], allow: ["everything"] }]],
    ["caps", [{ channels: ["(a+)+$"], match: "regex", allow: ["sub"] }]],
  ];
  for (const [claim, value] of wrong) {
    it(`whose ${claim} is ${JSON.stringify(value).slice(0, 60)} is refused, and the claim is named`, async () => {
      const { authenticator, events } = setUp();
      const token = await new SignJWT({ sub: "alice", [claim]: value })
        .setProtectedHeader({ alg: "HS256" })
        .sign(new TextEncoder().encode(secret));
      assert.equal(brief(await authenticator.authenticate(request, { token })), "invalidToken: token-claims");
      assert.deepEqual(events, [{ type: "token-refused", reason: "token-claims", claim, user: undefined }]);
    });
  }

  it("that is too old asks for a new one; one that is none ends the connection", async () => {
    const { connect, authenticator, issue, advance } = setUp();
    const token = await issue({ user: "alice", expiresInMs: 1000 });
    advance(32_000);
    assert.equal(brief(await authenticator.authenticate(request, { token })), "tokenExpired: token-expired");
    assert.equal(brief(await authenticator.authenticate(request, { token: "x" })), "invalidToken: token-malformed");
    assert.equal(brief(await connect({ user: "alice" })), "alice");
  });

  it("is needed, unless the anonymous are let in", async () => {
    assert.equal(brief(await setUp().authenticator.authenticate(request, {})), "unauthorized: no-token");
    const open = setUp({ allowAnonymous: true }).authenticator;
    assert.equal(brief(await open.authenticate(request, {})), "");
    // A token is judged also where none is needed.
    assert.equal(brief(await open.authenticate(request, { token: "x" })), "invalidToken: token-algorithm");
  });

  it("does not end a connection where expiry is ignored", async () => {
    const { connect } = setUp({ token: { hmacSecret: secret }, ignoreExpiry: true });
    const outcome = await connect({ user: "a", expiresInMs: 1000 });
    assert.ok(outcome.ok);
    assert.equal(outcome.expireAt, undefined);
  });
});

describe("a refresh", () => {
  it("takes a new token of the same user only", async () => {
    const { authenticator, issue } = setUp();
    const refresh = async (content: TokenContent): Promise<string> =>
      brief(await authenticator.refresh(alice, await issue(content)));
    assert.equal(await refresh({ user: "alice", expiresInMs: 1000 }), "alice");
    assert.equal(await refresh({ user: "bob" }), "invalidToken: token-other-user");
    assert.equal(await refresh({ user: "alice", expiresInMs: -31_000 }), "tokenExpired: token-expired");
  });
});

describe("a subscription token", () => {
  it("grants its channel to its user and connection", async () => {
    const { authenticator, issue, clock } = setUp();
    const expireAt = clock.wallTime() / 1000 + 60;
    const token = await issue({
      user: "alice",
      channel: "room:1",
      expiresInMs: 60_000,
      info: { role: "host" },
      claims: { client: "c1", allow: ["pub"] },
    });
    const grant = await authenticator.subscription(alice, "room:1", token);
    assert.ok(grant.ok);
    assert.deepEqual([grant.expireAt, grant.info?.value, grant.allow], [expireAt, { role: "host" }, ["pub"]]);
  });

  const rows: readonly (readonly [TokenContent, string])[] = [
    [{ user: "alice", channel: "room:2" }, "permissionDenied: token-other-channel"],
    [{ user: "bob", channel: "room:1" }, "permissionDenied: token-other-user"],
    [{ user: "", channel: "room:1" }, "permissionDenied: token-other-user"],
    [{ user: "alice", channel: "room:1", claims: { client: "c2" } }, "permissionDenied: token-other-client"],
    [{ user: "alice" }, "permissionDenied: token-claims"],
    [{ user: "alice", channel: "room:1", claims: { allow: ["all"] } }, "permissionDenied: token-claims"],
    [{ user: "alice", channel: "room:1", expiresInMs: -31_000 }, "tokenExpired: token-expired"],
  ];
  for (const [content, expected] of rows) {
    it(`of ${JSON.stringify(content)}: ${expected}`, async () => {
      const { authenticator, issue } = setUp();
      const outcome = await authenticator.subscription(alice, "room:1", await issue(content));
      assert.ok(!outcome.ok);
      assert.equal(`${outcome.error}: ${outcome.reason}`, expected);
    });
  }

  it("may have keys of its own", async () => {
    const { authenticator, issue, clock } = setUp({
      token: { hmacSecret: secret },
      subscriptionToken: { hmacSecret: "another secret" },
    });
    const own = await issueToken({ user: "alice", channel: "a" }, { secret: "another secret" }, clock.wallTime());
    assert.equal((await authenticator.subscription(alice, "a", own)).ok, true);
    const other = await issue({ user: "alice", channel: "a" });
    assert.equal((await authenticator.subscription(alice, "a", other)).ok, false);
  });
});

describe("a revocation", () => {
  it("makes older tokens of the user void, and asks for new ones", async () => {
    const { authenticator, issue, connect, clock, advance } = setUp();
    const [old, others, sub] = [
      await issue({ user: "alice" }),
      await issue({ user: "bob" }),
      await issue({ user: "alice", channel: "a" }),
    ];
    advance(1500);
    authenticator.revoked({ type: "revoke", user: "alice", before: clock.wallTime() });
    assert.equal(brief(await authenticator.authenticate(request, { token: old })), "tokenExpired: token-revoked");
    assert.equal(brief(await authenticator.refresh(alice, old)), "tokenExpired: token-revoked");
    assert.equal((await authenticator.subscription(alice, "a", sub)).ok, false);
    assert.equal(brief(await authenticator.authenticate(request, { token: others })), "bob");
    advance(1000);
    assert.equal(brief(await connect({ user: "alice" })), "alice");
  });

  it("of a session holds against its resume, its sid and its jti", async () => {
    const { authenticator, connect, clock, advance } = setUp();
    authenticator.revoked({ type: "revoke", user: "alice", session: "s1", before: clock.wallTime() + 1 });
    assert.equal(brief(await connect({ user: "alice" }, "s1")), "tokenExpired: token-revoked");
    assert.equal(brief(await connect({ user: "alice", claims: { sid: "s1" } })), "tokenExpired: token-revoked");
    assert.equal(brief(await connect({ user: "alice", claims: { jti: "s1" } })), "tokenExpired: token-revoked");
    assert.equal(brief(await connect({ user: "alice" }, "s2")), "alice");
    assert.equal(brief(await connect({ user: "bob" }, "s1")), "bob");
    advance(1000);
    assert.equal(brief(await connect({ user: "alice" }, "s1")), "alice");
  });
});

it("no refusal holds a token, a key or a claim", async () => {
  const canary = "CANARY-OF-A-TOKEN";
  const { clock, authenticator, events, issue } = setUp({ token: { hmacSecret: canary, audience: "hub" } });
  const outcomes: unknown[] = [];
  const tokens = [
    canary,
    `${canary}.${canary}.${canary}`,
    await issue({ user: canary }),
    await issueToken({ user: canary }, { secret: canary, audience: canary }, clock.wallTime()),
    await issueToken(
      { user: "a", claims: { channels: canary } },
      { secret: canary, audience: "hub" },
      clock.wallTime(),
    ),
    await issueToken({ user: canary, expiresInMs: -60_000 }, { secret: canary, audience: "hub" }, clock.wallTime()),
  ];
  for (const token of tokens) {
    outcomes.push(await authenticator.authenticate(request, { token }));
    outcomes.push(await authenticator.refresh(alice, token));
    outcomes.push(await authenticator.subscription(alice, "a", token));
  }
  const written = JSON.stringify([outcomes, events]);
  assert.equal(events.length, tokens.length * 3);
  assert.equal(written.includes("CANARY"), false);
  for (const token of tokens) assert.equal(written.includes(token), false);
});
