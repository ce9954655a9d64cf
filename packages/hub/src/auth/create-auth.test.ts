import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createHubClock } from "@longwire/testkit";
import { ChannelRegistry } from "../channel/channel-registry.ts";
import type { AuthEvent } from "./auth-event.ts";
import { createAuth } from "./create-auth.ts";
import { issueToken } from "./issue-token.ts";

const request = { url: "/", headers: {}, remoteAddress: undefined };
const secret = "a secret of thirty-two characters";

describe("the life of a token", () => {
  it("ends with a revocation, for what is connected as for what connects", async () => {
    const { clock, advance } = createHubClock();
    const { authenticator, permissions } = createAuth({ token: { hmacSecret: secret } }, { clock });
    const channel = new ChannelRegistry({ a: { subscribe: "allow", publish: "allow" } }).resolve("a");
    assert.ok(channel);
    const token = await issueToken({ user: "alice" }, { secret }, clock.wallTime());
    const outcome = await authenticator.authenticate(request, { token });
    assert.ok(outcome.ok);
    const identity = { ...outcome.identity, client: "c" };
    const mayPublish = async () =>
      (await permissions.decide("publish", channel, identity, { isSubscribed: true })).allow;
    assert.deepEqual([await mayPublish(), authenticator.isRevoked?.(identity)], [true, false]);
    advance(1000);
    authenticator.revoked?.({ type: "revoke", user: "alice", before: clock.wallTime() });
    assert.deepEqual([await mayPublish(), authenticator.isRevoked?.(identity)], [false, true]);
    assert.equal((await authenticator.authenticate(request, { token })).ok, false);
  });

  it("may be longer than a timer can count", async () => {
    const { clock, advance } = createHubClock();
    const { authenticator } = createAuth({ token: { hmacSecret: secret } }, { clock });
    for (const days of [30, 3650, 36_500]) {
      const now = clock.wallTime();
      const token = await issueToken({ user: "a", expiresInMs: days * 86_400_000 }, { secret }, now);
      const outcome = await authenticator.authenticate(request, { token });
      assert.ok(outcome.ok);
      assert.equal(outcome.expireAt, now / 1000 + days * 86_400);
      if (days > 30) continue;
      advance(days * 86_400_000 + 30_000);
      assert.equal((await authenticator.authenticate(request, { token })).ok, false);
    }
  });
});

it("a function decides before tokens do", async () => {
  const { clock } = createHubClock();
  const events: AuthEvent[] = [];
  const { authenticator } = createAuth(
    {
      authenticate: (_request, { name }) => (name === "bot" ? { user: "bot" } : undefined),
      revocations: { maxEntries: 1 },
    },
    { clock, observe: (event) => events.push(event) },
  );
  assert.equal((await authenticator.authenticate(request, { name: "bot" })).ok, true);
  assert.equal((await authenticator.authenticate(request, {})).ok, false);
  authenticator.revoked?.({ type: "revoke", user: "a", before: 1 });
  authenticator.revoked?.({ type: "revoke", user: "b", before: 2 });
  assert.deepEqual(events, [{ type: "revocations-folded", before: 1 }]);
});
